/*
 * base/mem.h - memory that is there, or the program ends.
 *
 * For the programs only: their structures are few and bounded, so running
 * out means the machine is out.  libsse is installed for others and does not
 * use this: its calls return NULL or SSE_TOO_BIG instead.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

#include "base/slice.h"

/* Returns size zeroed bytes.  Free with free(). */
void *mem_new(size_t size)
    __attribute__((malloc, returns_nonnull, alloc_size(1)));

/* Returns p grown to hold count items; what is new is not zeroed. */
void *mem_grow(void *p, size_t count, size_t item_size)
    __attribute__((returns_nonnull, alloc_size(2, 3)));

/* Returns a copy of s that ends in NUL. */
char *mem_copy(struct slice s) __attribute__((malloc, returns_nonnull));

/* Returns p, or ends the program when it is NULL. */
void *mem_check(void *p) __attribute__((returns_nonnull));

/* Ends the program: memory ran out. */
void mem_fail(void) __attribute__((noreturn));

#endif
