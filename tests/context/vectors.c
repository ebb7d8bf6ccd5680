/* SPDX-License-Identifier: MIT */
/*
 * The other registers: vectors as wide as this unit is compiled for, masks; on
 * x86-64 the x87 stack, MMX.
 */
#include "keep.h"
#include <string.h>
#if defined(__x86_64__)
#include <mmintrin.h>
#elif defined(__ARM_FEATURE_SVE)
#include <arm_sve.h>
#endif

#if defined(__x86_64__)

#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#define IN_A_VECTOR "+v"
#define TRASH_VECTOR(i) "vpternlogd $0xff, %%zmm" #i ", %%zmm" #i ", %%zmm" #i
#define EACH_VECTOR(X) EACH_OF_32(X)
#elif defined(__AVX__)
#define VECTOR_BYTES 32
#define IN_A_VECTOR "+x"
#define TRASH_VECTOR(i) "vcmptrueps %%ymm" #i ", %%ymm" #i ", %%ymm" #i
#define EACH_VECTOR(X) EACH_OF_16(X)
#else
#define VECTOR_BYTES 16
#define IN_A_VECTOR "+x"
#define TRASH_VECTOR(i) "pcmpeqd %%xmm" #i ", %%xmm" #i
#define EACH_VECTOR(X) EACH_OF_16(X)
#endif

const int vector_bytes = VECTOR_BYTES;

typedef uint64_t vector_t __attribute__((vector_size(VECTOR_BYTES)));

#define TRASH_ONE_VECTOR(i) __asm__ volatile(TRASH_VECTOR(i) : : : "xmm" #i);
#define LOAD_VECTOR(i) vector_t vector##i = (vector_t){0} + values[i];
#define HOLD_VECTOR(i) __asm__ volatile("" : IN_A_VECTOR(vector##i));
#define COUNT_VECTOR(i)                                   \
    {                                                     \
        vector_t now = vector##i - values[i], none = {0}; \
        changed += memcmp(&now, &none, sizeof now) != 0;  \
    }

#define BEFORE_vectors            \
    EACH_VECTOR(TRASH_ONE_VECTOR) \
    EACH_VECTOR(LOAD_VECTOR) EACH_VECTOR(HOLD_VECTOR)
#define AFTER_vectors EACH_VECTOR(HOLD_VECTOR) EACH_VECTOR(COUNT_VECTOR)
KEEPERS(vectors)

START_TEST(test_vectors_over_every_switch_are_kept)
{
    ck_assert_uint_eq(keep_over_all(&vectors_keepers), 0);
}
END_TEST

/* ---- Masks */

#if defined(__AVX512BW__)

#define TRASH_MASK(i) \
    __asm__ volatile("kxnorq %%k" #i ", %%k" #i ", %%k" #i : : : "k" #i);
#define LOAD_MASK(i) uint64_t mask##i = values[i];
#define HOLD_MASK(i) __asm__ volatile("" : "+k"(mask##i));
#define COUNT_MASK(i) changed += mask##i != values[i];

#define BEFORE_masks \
    EACH_OF_8(TRASH_MASK) EACH_OF_8(LOAD_MASK) EACH_OF_8(HOLD_MASK)
#define AFTER_masks EACH_OF_8(HOLD_MASK) EACH_OF_8(COUNT_MASK)
KEEPERS(masks)

START_TEST(test_masks_over_every_switch_are_kept)
{
    ck_assert_uint_eq(keep_over_all(&masks_keepers), 0);
}
END_TEST

#endif

/* ---- The x87 stack. What a side had left on it, the other side empties. */

#define TRASH_X87 __asm__ volatile("fninit");
#define LOAD_REAL(i) long double real##i = (long double)values[i];
#define HOLD_REAL(i) __asm__ volatile("" : "+t"(real##i));
#define COUNT_REAL(i) changed += real##i != (long double)values[i];

#define BEFORE_reals TRASH_X87 EACH_OF_8(LOAD_REAL) EACH_OF_8(HOLD_REAL)
#define AFTER_reals EACH_OF_8(HOLD_REAL) EACH_OF_8(COUNT_REAL)
KEEPERS(reals)

START_TEST(test_long_doubles_over_every_switch_are_kept)
{
    ck_assert_uint_eq(keep_over_all(&reals_keepers), 0);
}
END_TEST

/* ---- MMX. (No call in between may use the x87 unit.) */

#define TRASH_MMX(i) \
    __asm__ volatile("pcmpeqd %%mm" #i ", %%mm" #i : : : "mm" #i);
#define LOAD_MMX(i) __m64 mmx##i = _mm_set1_pi32((int)values[i]);
#define HOLD_MMX(i)                        \
    mmx##i = _mm_add_pi32(mmx##i, mmx##i); \
    __asm__ volatile("" : : "y"(mmx##i));
#define COUNT_MMX(i) \
    changed += 4 * (uint32_t)values[i] != (uint32_t)_mm_cvtsi64_si32(mmx##i);

#define BEFORE_mmx EACH_OF_8(TRASH_MMX) EACH_OF_8(LOAD_MMX) EACH_OF_8(HOLD_MMX)
#define AFTER_mmx EACH_OF_8(HOLD_MMX) EACH_OF_8(COUNT_MMX) _mm_empty();
KEEPERS(mmx)

START_TEST(test_mmx_over_every_switch_is_kept)
{
    ck_assert_uint_eq(keep_over_all(&mmx_keepers), 0);
}
END_TEST

#elif defined(__aarch64__)

#if defined(__ARM_FEATURE_SVE)
const int vector_bytes = -1;
#define TRASH_VECTOR(i) __asm__ volatile("dup z" #i ".b, #-1" : : : "z" #i);
#define LOAD_VECTOR(i) svuint64_t vector##i = svdup_n_u64(values[i]);
#define DIFFERS(i)             \
    svptest_any(svptrue_b64(), \
                svcmpne_n_u64(svptrue_b64(), vector##i, values[i]))
#else
typedef uint64_t vector_t __attribute__((vector_size(16)));
const int vector_bytes = sizeof(vector_t);
#define TRASH_VECTOR(i) \
    __asm__ volatile("movi v" #i ".16b, #0xff" : : : "v" #i);
#define LOAD_VECTOR(i) vector_t vector##i = (vector_t){0} + values[i];
#define DIFFERS(i) (vector##i[0] != values[i] || vector##i[1] != values[i])
#endif
#define HOLD_VECTOR(i) __asm__ volatile("" : "+w"(vector##i));
#define COUNT_VECTOR(i) changed += DIFFERS(i);

#define BEFORE_vectors \
    EACH_OF_32(TRASH_VECTOR) EACH_OF_32(LOAD_VECTOR) EACH_OF_32(HOLD_VECTOR)
#define AFTER_vectors EACH_OF_32(HOLD_VECTOR) EACH_OF_32(COUNT_VECTOR)
KEEPERS(vectors)

START_TEST(test_vectors_over_every_switch_are_kept)
{
    ck_assert_uint_eq(keep_over_all(&vectors_keepers), 0);
}
END_TEST

#if defined(__ARM_FEATURE_SVE)

/* One of the first eight bytes each. */
#define MASK(i)                                  \
    svcmpeq_n_u8(svptrue_b8(), svindex_u8(0, 1), \
                 (uint8_t)(values[i] >> 56 ^ (i)) & 7)
#define TRASH_MASK(i) __asm__ volatile("ptrue p" #i ".b" : : : "p" #i);
#define LOAD_MASK(i) svbool_t mask##i = MASK(i);
#define HOLD_MASK(i) __asm__ volatile("" : "+Upa"(mask##i));
#define COUNT_MASK(i) \
    changed +=        \
        svptest_any(svptrue_b8(), sveor_b_z(svptrue_b8(), mask##i, MASK(i)));

#define BEFORE_masks \
    EACH_OF_16(TRASH_MASK) EACH_OF_16(LOAD_MASK) EACH_OF_16(HOLD_MASK)
#define AFTER_masks EACH_OF_16(HOLD_MASK) EACH_OF_16(COUNT_MASK)
KEEPERS(masks)

START_TEST(test_masks_over_every_switch_are_kept)
{
    ck_assert_uint_eq(keep_over_all(&masks_keepers), 0);
}
END_TEST

#endif

#else

const int vector_bytes = 0;

#endif /* __aarch64__ */

TCase *vectors_case(void)
{
    TCase *tcase = tcase_create("vectors");

#if defined(__x86_64__)
    tcase_add_test(tcase, test_vectors_over_every_switch_are_kept);
#if defined(__AVX512BW__)
    tcase_add_test(tcase, test_masks_over_every_switch_are_kept);
#endif
    tcase_add_test(tcase, test_long_doubles_over_every_switch_are_kept);
    tcase_add_test(tcase, test_mmx_over_every_switch_is_kept);
#elif defined(__aarch64__)
    tcase_add_test(tcase, test_vectors_over_every_switch_are_kept);
#if defined(__ARM_FEATURE_SVE)
    tcase_add_test(tcase, test_masks_over_every_switch_are_kept);
#endif
#endif
    return tcase;
}
