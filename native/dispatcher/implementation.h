/* What the dispatcher hands to the NativeAOT builds libumatsurrogate_v{2,3,4}.so.
 * The C# mirrors are UmatArguments.cs and VumatArguments.cs in src/UmatSurrogate.Plugin/Hosts: same fields, same order. */
#ifndef UMS_IMPLEMENTATION_H
#define UMS_IMPLEMENTATION_H

#include <stddef.h>

/* The pointers of one UMAT call. One struct instead of 37 arguments: the managed entry point stays thin. */
struct ums_umat_arguments {
    double *stress, *statev, *ddsdde;
    const double *stran, *dstran, *time, *dtime;
    const char *cmname;
    const int *ndi, *nshr, *ntens, *nstatv;
    double *pnewdt;
    const double *dfgrd1;
    const int *noel, *npt, *kinc;
};

/* The pointers of one VUMAT call. Reals are float if single_precision is 1, else double. */
struct ums_vumat_arguments {
    int single_precision;
    const int *jblock, *ndir, *nshr, *nstatev, *lanneal;
    const void *step_time, *dt;
    const char *cmname;
    const void *density, *strain_inc, *stress_old, *state_old, *ener_intern_old, *ener_inelas_old, *stretch_new;
    void *stress_new, *state_new, *ener_intern_new, *ener_inelas_new;
};

/* The functions that every build exports. */
struct ums_implementation {
    const char *instruction_set;
    void (*umat)(const struct ums_umat_arguments *);
    int (*vumat)(const struct ums_vumat_arguments *); /* 1: fatal, the host shall stop; else 0 */
    size_t (*last_error_message)(char *buffer, size_t size);
    void (*finish)(void);
};

/* The build for this machine, loaded on the first call (thread-safe); NULL if none can be loaded, with the reason in
 * ums_load_error(). */
const struct ums_implementation *ums_implementation(void);
const char *ums_load_error(void);

#endif
