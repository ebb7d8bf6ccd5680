/* SPDX-License-Identifier: MIT */
/* What the kernel says of this process. */
#ifndef PROCESS_H
#define PROCESS_H

#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

/* Bytes resident in memory; 0 if /proc does not tell. */
static inline size_t process_resident(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    unsigned long all, resident = 0;

    if (file == NULL)
        return 0;
    if (fscanf(file, "%lu %lu", &all, &resident) != 2)
        resident = 0;
    fclose(file);
    return resident * (size_t)sysconf(_SC_PAGESIZE);
}

/* How many mappings there are; 0 if /proc does not tell. */
static inline long process_mappings(void)
{
    FILE *file = fopen("/proc/self/maps", "r");
    long lines = 0;
    int byte;

    if (file == NULL)
        return 0;
    while ((byte = getc(file)) != EOF)
        lines += byte == '\n';
    fclose(file);
    return lines;
}

/* Is this address mapped? 0 too if /proc does not tell. */
static inline int process_maps(uintptr_t address)
{
    FILE *file = fopen("/proc/self/maps", "r");
    char line[512];
    unsigned long from, to;
    int found = 0;

    if (file == NULL)
        return 0;
    while (!found && fgets(line, sizeof line, file) != NULL)
        found = sscanf(line, "%lx-%lx", &from, &to) == 2 && address >= from &&
                address < to;
    fclose(file);
    return found;
}

#endif
