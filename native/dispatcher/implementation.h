/* What the dispatcher hands to the NativeAOT builds libumatsurrogate_v{2,3,4}.so.
 * The C# mirror is src/UmatSurrogate.Plugin/Hosts/UmatArguments.cs: same fields, same order. */
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

/* The functions that every build exports. */
struct ums_implementation {
    const char *instruction_set;
    void (*umat)(const struct ums_umat_arguments *);
    size_t (*last_error_message)(char *buffer, size_t size);
    void (*finish)(void);
};

/* The build for this machine, loaded on the first call (thread-safe); NULL if none can be loaded, with the reason in
 * ums_load_error(). */
const struct ums_implementation *ums_implementation(void);
const char *ums_load_error(void);

#endif
