/* SPDX-License-Identifier: MIT */
/* A crawler: a task for each page, all in one group, and 200 ms for all. */
#include <coro.h>
#include <stdio.h>

static const struct page {
    const char *url;
    int ms, links[3]; /* how long it takes, and where it leads */
} pages[] = {{"/", 30, {1, 2}},    {"/news", 50, {3, 4}},
             {"/about", 20, {0}},  {"/news/1", 40, {1, 5}},
             {"/news/2", 10, {5}}, {"/slow", 300, {0}}};

static coro_virtual_clock_t time_of_all;
static coro_group_t group;
static int seen[sizeof pages / sizeof *pages];

static void say(const char *what, const char *url)
{
    printf("%3d ms  %s %s\n", (int)(time_of_all.now_ns / CORO_MS(1)), what,
           url);
}

static int fetch(coro_t *self, coro_value_t number)
{
    const struct page *page = &pages[number.i64];
    int rc = coro_sleep(self, CORO_MS(page->ms));

    say(rc == 0 ? "got" : "gave up", page->url);
    for (const int *link = page->links; rc == 0 && *link != 0; link++)
        if (!seen[*link]++ &&
            !coro_group_spawn(&group, fetch, coro_int(*link), NULL))
            rc = -errno;
    return rc;
}

static int crawl(coro_t *self, coro_value_t first)
{
    coro_timeout_t timeout;
    int rc =
        coro_timeout_begin(self, &timeout, coro_deadline(self, CORO_MS(200)));

    if (rc != 0)
        return rc;
    coro_group_begin(self, &group);
    rc = coro_group_end(self, &group, fetch(self, first));
    rc = coro_timeout_end(self, &timeout, rc);
    say("the end:", rc == -ETIMEDOUT ? "out of time" : coro_strerror(rc));
    return rc == -ETIMEDOUT ? 0 : rc;
}

int main(void)
{
    coro_sched_options_t options = {.clock = coro_virtual_clock(&time_of_all)};
    coro_sched_t *sched = coro_sched_new(&options);

    if (!coro_spawn(sched, crawl, coro_int(0), NULL))
        return 1;
    return coro_sched_run(sched) != 0 || coro_sched_free(sched) != 0;
}
