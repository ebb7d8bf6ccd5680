/* SPDX-License-Identifier: MIT */
/* Standing in front of a call. */
#ifndef WRAP_H
#define WRAP_H

/* Begin the definition of what is called in place of `name`, which goes on as
 * __real_ and its name. */
#define WRAP(type, name, parameters) \
    type __real_##name parameters;   \
    type __wrap_##name parameters;   \
    type __wrap_##name parameters

#endif
