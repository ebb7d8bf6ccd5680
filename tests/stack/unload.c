/* SPDX-License-Identifier: MIT */
/*
 * The shared library, loaded late, used by a thread, and unloaded before that
 * thread ends: what is to be done at its end must still be there.
 */
#include <coro.h>
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>

static const char *path;
static void *library;
static sem_t was_used, is_unloaded;

static void fail(const char *what)
{
    printf("%s\n", what);
    exit(EXIT_FAILURE);
}

/* Function pointers cannot be cast from void *. */
static void find(const char *name, void *pointer)
{
    *(void **)pointer = dlsym(library, name);
    if (*(void **)pointer == NULL)
        fail(name);
}

static int returns(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    return 0;
}

static void *use(void *unused)
{
    int (*run)(coro_fn_t *, coro_value_t, coro_value_t *);
    int (*install)(void);

    library = dlopen(path, RTLD_NOW);
    if (library == NULL)
        fail(dlerror());
    find("coro_run", &run);
    find("coro_install_overflow_handler", &install);
    /* Both have something to do when this thread ends. */
    if (run(returns, coro_none(), NULL) != 0 || install() != 0)
        fail("coro_run or coro_install_overflow_handler");
    sem_post(&was_used);
    sem_wait(&is_unloaded);
    return unused;
}

int main(int count, char **args)
{
    pthread_t thread;

    if (count != 2)
        fail("usage: unload LIBRARY");
    path = args[1];
    sem_init(&was_used, 0, 0);
    sem_init(&is_unloaded, 0, 0);
    if (pthread_create(&thread, NULL, use, NULL) != 0)
        fail("pthread_create");
    sem_wait(&was_used);
    if (dlclose(library) != 0)
        fail("dlclose");
    sem_post(&is_unloaded);
    pthread_join(thread, NULL);
    return EXIT_SUCCESS;
}
