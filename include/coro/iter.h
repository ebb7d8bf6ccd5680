/* SPDX-License-Identifier: MIT */
/*
 * Lazy combinators: generators made of generators, after itertools.
 *
 * One rule of ownership: a function that takes a source takes it over, also
 * when it fails, and frees it when its own generator ends or is freed, or,
 * if it consumes (collect, reduce, for_each), before it returns. So a chain
 *
 *     coro_iter_collect(coro_iter_take(coro_iter_count(0, 1), 3), v, 3, &n)
 *
 * needs neither names nor checks between: a NULL source makes the next one
 * NULL (errno stays), and a consumer answers -errno. An error that a source
 * fails with passes through, payload and all.
 *
 * Each stage is a coroutine with a stack of its own and constant memory. It
 * is a generator like any other: what is thrown in ends it with that error,
 * what is sent to it is dropped (but see coro_iter_chain), and what a source
 * returns at its end is dropped as a `for` loop of Python drops it.
 *
 * A source may be any generator that is not running: fresh, partly consumed
 * or ended. Callbacks run on the stack of the stage, when an item is asked
 * for; inside a task they may sleep and await by way of coro_self(). What is
 * handed on is the value: where it points to is between source and consumer.
 */
#ifndef CORO_ITER_H
#define CORO_ITER_H

#include <coro/generator.h>

CORO__EXTERN_C_BEGIN

/* Make another value of one; `*out` comes as none. Return 0, CORO_DONE to end
 * the sequence here, or an error below 0 to fail with, payload in `*out`. */
typedef int coro_iter_map_fn_t(void *ctx, coro_value_t value,
                               coro_value_t *out);
/* Return 1 or 0, or an error below 0 to fail with. */
typedef int coro_iter_predicate_t(void *ctx, coro_value_t value);
/* Give the next value; `*out` comes as none. Return 0, CORO_DONE at the end,
 * or an error below 0 to fail with, payload in `*out`. */
typedef int coro_iter_source_fn_t(void *ctx, coro_value_t *out);
/* Fold a value into `*total`. Return 0, CORO_DONE to stop here, an error. */
typedef int coro_iter_fold_fn_t(void *ctx, coro_value_t *total,
                                coro_value_t value);
/* Look at a value. Return 0, CORO_DONE to stop here, an error. */
typedef int coro_iter_visit_fn_t(void *ctx, coro_value_t value);

/* What coro_iter_enumerate yields a pointer to. */
typedef struct coro_iter_item {
    int64_t index;
    coro_value_t value;
} coro_iter_item_t;

/* ------------------------------------------------------------------------
 * Sources
 */

/**
 * Make a generator of the integers from start to before stop.
 *
 * @param start The first one, if there is any.
 * @param stop Where to end; itself not among them.
 * @param step The distance, below 0 to count down. No limit of int64_t is
 *   ever crossed.
 * @return The generator, yielding in `i64`; or NULL with errno as coro_new,
 *   EINVAL too if step is 0.
 * Suspends: never.
 * Threads: any; the generator may be used on any one thread at a time.
 * Cost: that of coro_new_copy; an item two switches.
 * Source: Python's range.
 * Since: 0.1
 * See: coro_iter_count()
 */
CORO_API coro_t *coro_iter_range(int64_t start, int64_t stop, int64_t step);

/**
 * Make a generator that counts without end.
 *
 * @param start The first integer.
 * @param step The distance; below 0 to count down, 0 to repeat start.
 * @return The generator, yielding in `i64`; or NULL with errno as coro_new.
 *   After the last integer that int64_t can hold it fails with -ERANGE.
 * Suspends: never.
 * Threads: any; the generator may be used on any one thread at a time.
 * Cost: that of coro_new_copy; an item two switches.
 * Source: itertools.count. Difference: Python's integers have no limit.
 * Since: 0.1
 * See: coro_iter_range(), coro_iter_take()
 */
CORO_API coro_t *coro_iter_count(int64_t start, int64_t step);

/**
 * Make a generator of pointers to the elements of an array.
 *
 * @param base The array; stays the caller's and must live as long as the
 *   generator is used. Never read here. May be NULL if count is 0.
 * @param count Elements in it.
 * @param size Bytes of an element.
 * @return The generator, yielding in `ptr`; or NULL with errno as coro_new,
 *   EINVAL too if base is NULL and count is not 0, if size is 0, or if the
 *   array is bigger than SIZE_MAX.
 * Suspends: never.
 * Threads: any; the generator may be used on any one thread at a time.
 * Cost: that of coro_new_copy; an item two switches.
 * Source: iter(list).
 * Since: 0.1
 * See: coro_iter_values()
 */
CORO_API coro_t *coro_iter_array(const void *base, size_t count, size_t size);

/**
 * Make a generator of the values in an array.
 *
 * @param values The array; stays the caller's and must live as long as the
 *   generator is used. Each is read when it is asked for. May be NULL if
 *   count is 0.
 * @param count Values in it.
 * @return The generator; or NULL with errno as coro_new, EINVAL too if values
 *   is NULL and count is not 0.
 * Suspends: never.
 * Threads: any; the generator may be used on any one thread at a time.
 * Cost: that of coro_new_copy; an item two switches.
 * Source: iter(list).
 * Since: 0.1
 * See: coro_iter_array(), coro_iter_collect()
 */
CORO_API coro_t *coro_iter_values(const coro_value_t *values, size_t count);

/**
 * Make a generator of what a function gives, until it gives the sentinel.
 *
 * @param fn The function, called once for each item asked for.
 * @param ctx Its first argument; must live as long as the generator is used.
 * @param sentinel The value that ends the sequence: the one with the same
 *   bits. It is not yielded.
 * @return The generator; or NULL with errno as coro_new, EINVAL too if fn is
 *   NULL.
 * Suspends: never.
 * Threads: any; the generator may be used on any one thread at a time.
 * Cost: that of coro_new_copy; an item two switches and a call.
 * Source: iter(callable, sentinel). There StopIteration, here CORO_DONE, ends
 *   the sequence too.
 * Since: 0.1
 * See: coro_iter_for_each()
 */
CORO_API coro_t *coro_iter_until(coro_iter_source_fn_t *fn, void *ctx,
                                 coro_value_t sentinel);

/* ------------------------------------------------------------------------
 * Stages
 */

/**
 * Make a generator of every step-th item between two positions.
 *
 * Nothing is taken from the source but when an item is asked for, and nothing
 * behind the position `stop`, or `start` if that is farther. When the last
 * item has been yielded and one more is asked for, it is read up to there.
 *
 * @param source The source; taken over in every case.
 * @param start Position of the first item; those before it are dropped.
 * @param stop Position to end before. SIZE_MAX: where the source ends.
 * @param step The distance, 1 for all items.
 * @return The generator; or NULL with errno as coro_new, EINVAL too if step
 *   is 0; errno as it was, or EINVAL if that was 0, if source is NULL.
 * Suspends: only if it fails: as coro_free of the source.
 * Threads: any; the generator may be used on any one thread at a time.
 * Cost: that of coro_new_copy and one malloc(3); an item two switches, and
 *   what the source takes for it and for those dropped before it.
 * Source: itertools.islice.
 * Since: 0.1
 * See: coro_iter_take()
 */
CORO_API CORO_SUSPENDS coro_t *coro_iter_slice(coro_t *source, size_t start,
                                               size_t stop, size_t step);

/**
 * Make a generator of the first items of a source.
 *
 * @param source The source; taken over in every case. No more than count
 *   items are taken from it.
 * @param count How many.
 * @return As coro_iter_slice.
 * Suspends: only if it fails: as coro_free of the source.
 * Threads: any; the generator may be used on any one thread at a time.
 * Cost: that of coro_new_copy and one malloc(3); an item two switches, and
 *   what the source takes.
 * Source: itertools.islice(source, count).
 * Since: 0.1
 * See: coro_iter_slice(), coro_iter_take_while()
 */
CORO_API CORO_SUSPENDS coro_t *coro_iter_take(coro_t *source, size_t count);

/**
 * Make a generator of the items before the first that fails a test.
 *
 * @param source The source; taken over in every case. The item that fails
 *   the test is taken from it and dropped.
 * @param keep The test.
 * @param ctx Its first argument; must live as long as the generator is used.
 * @return The generator; or NULL with errno as coro_new, EINVAL too if keep
 *   is NULL; errno as it was, or EINVAL if that was 0, if source is NULL.
 * Suspends: only if it fails: as coro_free of the source.
 * Threads: any; the generator may be used on any one thread at a time.
 * Cost: that of coro_new_copy and one malloc(3); an item two switches, a call,
 *   and what the source takes.
 * Source: itertools.takewhile.
 * Since: 0.1
 * See: coro_iter_filter(), coro_iter_take()
 */
CORO_API CORO_SUSPENDS coro_t *
coro_iter_take_while(coro_t *source, coro_iter_predicate_t *keep, void *ctx);

/**
 * Make a generator of the items that pass a test.
 *
 * @param source The source; taken over in every case.
 * @param keep The test.
 * @param ctx Its first argument; must live as long as the generator is used.
 * @return As coro_iter_take_while.
 * Suspends: only if it fails: as coro_free of the source.
 * Threads: any; the generator may be used on any one thread at a time.
 * Cost: that of coro_new_copy and one malloc(3); an item two switches, and a
 *   call and what the source takes for it and for those dropped before it.
 * Source: Python's filter. Difference: there is no test None.
 * Since: 0.1
 * See: coro_iter_map()
 */
CORO_API CORO_SUSPENDS coro_t *
coro_iter_filter(coro_t *source, coro_iter_predicate_t *keep, void *ctx);

/**
 * Make a generator of what a function makes of each item.
 *
 * @param source The source; taken over in every case.
 * @param fn The function.
 * @param ctx Its first argument; must live as long as the generator is used.
 * @return The generator; or NULL with errno as coro_new, EINVAL too if fn is
 *   NULL; errno as it was, or EINVAL if that was 0, if source is NULL.
 * Suspends: only if it fails: as coro_free of the source.
 * Threads: any; the generator may be used on any one thread at a time.
 * Cost: that of coro_new_copy and one malloc(3); an item two switches, a call,
 *   and what the source takes.
 * Source: Python's map. For several sources: the map of a coro_iter_zip.
 * Since: 0.1
 * See: coro_iter_filter(), coro_iter_zip()
 */
CORO_API CORO_SUSPENDS coro_t *coro_iter_map(coro_t *source,
                                             coro_iter_map_fn_t *fn, void *ctx);

/**
 * Make a generator of all items of one source, then of the next, and so on.
 *
 * Each source yields in its place: what is sent or thrown goes straight to
 * the one whose turn it is.
 *
 * @param sources The sources; the array is copied, they are all taken over in
 *   every case. One that is there more than once is freed once. May be NULL
 *   if count is 0.
 * @param count How many; 0 makes an empty sequence.
 * @return The generator; or NULL with errno as coro_new, EINVAL too if sources
 *   is NULL and count is not 0; errno as it was, or EINVAL if that was 0, if
 *   one of them is NULL.
 * Suspends: only if it fails: as coro_free of the sources.
 * Threads: any; the generator may be used on any one thread at a time.
 * Cost: that of coro_new, two malloc(3) and O(count^2) comparisons of
 *   pointers; an item takes what the source takes, at any depth of chains.
 * Source: itertools.chain, with PEP 380 for each source.
 * Since: 0.1
 * See: coro_yield_from(), coro_iter_zip()
 */
CORO_API CORO_SUSPENDS coro_t *coro_iter_chain(coro_t *const *sources,
                                               size_t count);

/**
 * Make a generator of rows: one item of each source.
 *
 * It ends with the first source that ends; those after it are then not asked.
 *
 * @param sources The sources; the array is copied, they are all taken over in
 *   every case. One that is there more than once gives as many items a row,
 *   and is freed once. May be NULL if count is 0.
 * @param count How many; 0 makes an empty sequence.
 * @return As coro_iter_chain. It yields in `ptr` an array of count values,
 *   good until the next operation.
 * Suspends: only if it fails: as coro_free of the sources.
 * Threads: any; the generator may be used on any one thread at a time.
 * Cost: that of coro_new, two malloc(3) and O(count^2) comparisons of
 *   pointers; a row two switches and what the sources take.
 * Source: Python's zip.
 * Since: 0.1
 * See: coro_iter_map(), coro_iter_enumerate()
 */
CORO_API CORO_SUSPENDS coro_t *coro_iter_zip(coro_t *const *sources,
                                             size_t count);

/**
 * Make a generator of the items of a source with their numbers.
 *
 * @param source The source; taken over in every case.
 * @param start The first number.
 * @return The generator; or NULL with errno as coro_new; errno as it was, or
 *   EINVAL if that was 0, if source is NULL. It yields in `ptr` a
 *   coro_iter_item_t, good until the next operation. It fails with -ERANGE at
 *   an item that int64_t has no number for.
 * Suspends: only if it fails: as coro_free of the source.
 * Threads: any; the generator may be used on any one thread at a time.
 * Cost: that of coro_new_copy and one malloc(3); an item two switches, and
 *   what the source takes.
 * Source: Python's enumerate. Difference: Python's integers have no limit.
 * Since: 0.1
 * See: coro_iter_zip()
 */
CORO_API CORO_SUSPENDS coro_t *coro_iter_enumerate(coro_t *source,
                                                   int64_t start);

/* ------------------------------------------------------------------------
 * Consumers
 *
 * None of them has a place for the payload of an error; a loop over coro_next
 * has.
 */

/**
 * Store all items of a source in an array.
 *
 * @param source The source; taken over and freed in every case.
 * @param values Where to store them. An item that is a pointer good until the
 *   next operation only (coro_iter_zip, coro_iter_enumerate) is dead by then.
 *   May be NULL if capacity is 0.
 * @param capacity How many fit. One item more is taken from the source, to
 *   see whether there is one.
 * @param count Where to put how many were stored, also on an error. May be
 *   NULL.
 * @return 0; -ENOSPC if there was more: the first `capacity` are stored. The
 *   error that the source failed with. -errno, or -EINVAL if that was 0, if
 *   source is NULL; -EINVAL if values is NULL and capacity is not 0.
 * Suspends: if the source awaits, inside a task.
 * Threads: any one thread at a time.
 * Cost: what the source takes; no allocation.
 * Source: Python's list.
 * Since: 0.1
 * See: coro_iter_values()
 */
CORO_API CORO_SUSPENDS int coro_iter_collect(coro_t *source,
                                             coro_value_t *values,
                                             size_t capacity, size_t *count);

/**
 * Fold all items of a source into one value.
 *
 * @param source The source; taken over and freed in every case.
 * @param fold What folds an item into the total.
 * @param ctx Its first argument.
 * @param total The total, initialised; as the last call of fold left it, also
 *   on an error.
 * @return 0 when the source has ended or fold stopped. The error that either
 *   failed with. -errno, or -EINVAL if that was 0, if source is NULL; -EINVAL
 *   if fold or total is NULL.
 * Suspends: if the source or fold awaits, inside a task.
 * Threads: any one thread at a time.
 * Cost: what the source takes, and a call for each item; no allocation.
 * Source: functools.reduce, with an initial value.
 * Since: 0.1
 * See: coro_iter_for_each()
 */
CORO_API CORO_SUSPENDS int coro_iter_reduce(coro_t *source,
                                            coro_iter_fold_fn_t *fold,
                                            void *ctx, coro_value_t *total);

/**
 * Call a function with each item of a source.
 *
 * @param source The source; taken over and freed in every case.
 * @param visit The function.
 * @param ctx Its first argument.
 * @return 0 when the source has ended or visit stopped. The error that either
 *   failed with. -errno, or -EINVAL if that was 0, if source is NULL; -EINVAL
 *   if visit is NULL.
 * Suspends: if the source or visit awaits, inside a task.
 * Threads: any one thread at a time.
 * Cost: what the source takes, and a call for each item; no allocation.
 * Source: Python's `for`, with `break`.
 * Since: 0.1
 * See: coro_iter_reduce()
 */
CORO_API CORO_SUSPENDS int
coro_iter_for_each(coro_t *source, coro_iter_visit_fn_t *visit, void *ctx);

CORO__EXTERN_C_END

#endif
