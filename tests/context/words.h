/* SPDX-License-Identifier: MIT */
/* Words to be kept in general registers; for KEEPERS(words). */
#ifndef WORDS_H
#define WORDS_H

#include "keep.h"

#if defined(__x86_64__)
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
#else
#define TRASH_WORDS
#endif

#define LOAD_WORD(i) uint64_t word##i = values[i];
#define HOLD_WORD(i) __asm__ volatile("" : "+r"(word##i));
#define COUNT_WORD(i) changed += word##i != values[i];

#define BEFORE_words \
    TRASH_WORDS;     \
    EACH_OF_16(LOAD_WORD) EACH_OF_16(HOLD_WORD)
#define AFTER_words EACH_OF_16(HOLD_WORD) EACH_OF_16(COUNT_WORD)

/* The words kept over the operations in their out-of-line form, also where
 * the others are inlined. */
const keepers_t *outline_words(void);

#endif
