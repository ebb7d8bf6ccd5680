/* SPDX-License-Identifier: MIT */
/* Words to be kept in general registers, more than there are of these on most
 * processors; for KEEPERS(words). */
#ifndef WORDS_H
#define WORDS_H

#include "keep.h"

#if defined(__x86_64__)
#define EACH_WORD(X) EACH_OF_16(X)
#define TRASH_WORDS                                                          \
    __asm__ volatile("movq $-1, %%rax\n\tmovq %%rax, %%rbx\n\t"              \
                     "movq %%rax, %%rcx\n\tmovq %%rax, %%rdx\n\t"            \
                     "movq %%rax, %%rsi\n\tmovq %%rax, %%rdi\n\t"            \
                     "movq %%rax, %%r8\n\tmovq %%rax, %%r9\n\t"              \
                     "movq %%rax, %%r10\n\tmovq %%rax, %%r11\n\t"            \
                     "movq %%rax, %%r12\n\tmovq %%rax, %%r13\n\t"            \
                     "movq %%rax, %%r14\n\tmovq %%rax, %%r15"                \
                     :                                                       \
                     :                                                       \
                     : "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", \
                       "r10", "r11", "r12", "r13", "r14", "r15")
#elif defined(__aarch64__)
#define EACH_WORD(X) EACH_OF_32(X)
#define TRASH_PAIR(a, b) "mov x" #a ", #-1\n\tmov x" #b ", #-1\n\t"
#define TRASH_WORDS                                                            \
    __asm__ volatile(                                                          \
        TRASH_PAIR(0, 1) TRASH_PAIR(2, 3) TRASH_PAIR(4, 5) TRASH_PAIR(6, 7)    \
            TRASH_PAIR(8, 9) TRASH_PAIR(10, 11) TRASH_PAIR(12, 13)             \
                TRASH_PAIR(14, 15) TRASH_PAIR(16, 17) TRASH_PAIR(18, 19)       \
                    TRASH_PAIR(20, 21) TRASH_PAIR(22, 23) TRASH_PAIR(24, 25)   \
                        TRASH_PAIR(26, 27) TRASH_PAIR(                         \
                            28, 30) "fmov d8, x0\n\tfmov d9, x0\n\tfmov d10, " \
                                    "x0\n\tfmov d11, x0\n\t"                   \
                                    "fmov d12, x0\n\tfmov d13, x0\n\tfmov "    \
                                    "d14, x0\n\tfmov d15, x0"                  \
        :                                                                      \
        :                                                                      \
        : "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10",   \
          "x11", "x12", "x13", "x14", "x15", "x16", "x17", "x18", "x19",       \
          "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28",       \
          "x30", "d8", "d9", "d10", "d11", "d12", "d13", "d14", "d15")
#else
#define EACH_WORD(X) EACH_OF_16(X)
#define TRASH_WORDS
#endif

#define LOAD_WORD(i) uint64_t word##i = values[i];
#define HOLD_WORD(i) __asm__ volatile("" : "+r"(word##i));
#define COUNT_WORD(i) changed += word##i != values[i];

#define BEFORE_words \
    TRASH_WORDS;     \
    EACH_WORD(LOAD_WORD) EACH_WORD(HOLD_WORD)
#define AFTER_words EACH_WORD(HOLD_WORD) EACH_WORD(COUNT_WORD)

/* The words kept over the operations in their out-of-line form, also where
 * the others are inlined. */
const keepers_t *outline_words(void);

#endif
