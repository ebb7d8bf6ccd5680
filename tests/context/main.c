/* SPDX-License-Identifier: MIT */
/*
 * Runs the tests of the switch as one set of flags has compiled them; itself
 * compiled for the least of processors, so that it can say when this one lacks
 * what the flags want.
 */
#include "run.h"
#include "switch.h"
#if defined(__aarch64__)
#include <sys/auxv.h>
#endif

/* What the processor lacks, or NULL. */
static const char *lacking(void)
{
#if defined(__aarch64__)
    if (vector_bytes < 0 && (getauxval(AT_HWCAP) & HWCAP_SVE) == 0)
        return "the processor here has no SVE";
#elif defined(__x86_64__)
    if (vector_bytes >= 64 && !__builtin_cpu_supports("avx512bw"))
        return "the processor here has no AVX-512";
    if (vector_bytes >= 32 && !__builtin_cpu_supports("avx2"))
        return "the processor here has no AVX2";
#endif
    return NULL;
}

static int run_all(void)
{
    TCase *const cases[] = {registers_case(), vectors_case(),  abi_case(),
                            entry_case(),     contexts_case(), statics_case(),
                            frames_case(),    leaps_case(),    backtrace_case(),
                            pads_case(),      threads_case(),  unwound_case()};

    return run_cases("switch", cases, sizeof cases / sizeof cases[0]);
}

int main(void)
{
    int failed;

    if (lacking() != NULL)
        return not_run(lacking());
    failed = run_all();
#ifdef __aarch64__ /* x86-64 cannot be asked to */
    if (failed == 0 && HAS_LANDING_PADS && !pads_are_heeded())
        return not_run("landing pads, which the processor here ignores");
#endif
    return failed;
}
