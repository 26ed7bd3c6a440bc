/* The exported functions of libumatsurrogate.so. They decide nothing: they guard the floating-point environment, pack the
 * arguments and pass them on. Everything else is hidden, and no exported function calls another (a host may define its own
 * umat_, which would be called instead).
 *
 * With UMS_SINGLE_PRECISION this file makes libumatsurrogate_single.so: vumat_ with REAL*4 arguments and no umat_, for Abaqus/Explicit
 * as it runs without "double". Both precisions have the same symbol, so that they cannot be one library. */
#define _GNU_SOURCE
#include "../include/umat_surrogate.h"
#include "floating_point.h"
#include "implementation.h"
#include "unavailable.h"

#include <dlfcn.h>
#include <string.h>

#define EXPORTED __attribute__((visibility("default")))

#ifndef UMS_SINGLE_PRECISION
static inline void call_umat(const struct ums_umat_arguments *arguments)
{
    struct ums_floating_point host = ums_floating_point_enter();
    const struct ums_implementation *implementation = ums_implementation();
    if (implementation != NULL)
        implementation->umat(arguments);
    else
        ums_umat_unavailable(arguments);
    ums_floating_point_leave(host);
}

#define DEFINE_UMAT(NAME)                                                                                               \
    EXPORTED void NAME(double *stress, double *statev, double *ddsdde, double *sse, double *spd, double *scd,           \
                       double *rpl, double *ddsddt, double *drplde, double *drpldt, const double *stran,                \
                       const double *dstran, const double *time, const double *dtime, const double *temp,               \
                       const double *dtemp, const double *predef, const double *dpred, const char *cmname,              \
                       const int *ndi, const int *nshr, const int *ntens, const int *nstatv, const double *props,       \
                       const int *nprops, const double *coords, const double *drot, double *pnewdt,                     \
                       const double *celent, const double *dfgrd0, const double *dfgrd1, const int *noel,               \
                       const int *npt, const int *layer, const int *kspt, const int *jstep, const int *kinc)            \
    {                                                                                                                   \
        const struct ums_umat_arguments arguments = {                                                                   \
            stress, statev, ddsdde, stran, dstran, time, dtime, cmname, ndi, nshr, ntens, nstatv, pnewdt, dfgrd1, noel, \
            npt, kinc};                                                                                                 \
        (void)sse, (void)spd, (void)scd, (void)rpl, (void)ddsddt, (void)drplde, (void)drpldt, (void)temp, (void)dtemp;  \
        (void)predef, (void)dpred, (void)props, (void)nprops, (void)coords, (void)drot, (void)celent, (void)dfgrd0;     \
        (void)layer, (void)kspt, (void)jstep;                                                                           \
        call_umat(&arguments);                                                                                          \
    }

DEFINE_UMAT(umat_)
DEFINE_UMAT(umat)

#endif

#ifdef UMS_SINGLE_PRECISION
enum { SINGLE_PRECISION = 1 };
#else
enum { SINGLE_PRECISION = 0 };
#endif

/* Abaqus/Explicit has no argument through which a VUMAT could ask for an end; it offers a routine for that instead, which other
 * hosts may define too. It is called when no managed code is on the stack and in the host's own floating-point environment. */
static void ask_host_to_stop(void)
{
    void *address = dlsym(RTLD_DEFAULT, "xplb_exit_");
    void (*leave)(void);
    memcpy(&leave, &address, sizeof leave);
    if (leave != NULL)
        leave();
}

static inline void call_vumat(const struct ums_vumat_arguments *arguments)
{
    struct ums_floating_point host = ums_floating_point_enter();
    const struct ums_implementation *implementation = ums_implementation();
    int fatal = implementation != NULL ? implementation->vumat(arguments) : ums_vumat_unavailable(arguments);
    ums_floating_point_leave(host);
    if (fatal)
        ask_host_to_stop();
}

#define DEFINE_VUMAT(NAME)                                                                                              \
    EXPORTED void NAME(const int *jblock, const int *ndir, const int *nshr, const int *nstatev, const int *nfieldv,     \
                       const int *nprops, const int *lanneal, const ums_real *steptime, const ums_real *totaltime,  \
                       const ums_real *dt, const char *cmname, const ums_real *coordmp,                             \
                       const ums_real *charlength, const ums_real *props, const ums_real *density,                \
                       const ums_real *straininc, const ums_real *relspininc, const ums_real *tempold,            \
                       const ums_real *stretchold, const ums_real *defgradold, const ums_real *fieldold,          \
                       const ums_real *stressold, const ums_real *stateold, const ums_real *enerinternold,        \
                       const ums_real *enerinelasold, const ums_real *tempnew, const ums_real *stretchnew,        \
                       const ums_real *defgradnew, const ums_real *fieldnew, ums_real *stressnew,                 \
                       ums_real *statenew, ums_real *enerinternnew, ums_real *enerinelasnew)                      \
    {                                                                                                                   \
        const struct ums_vumat_arguments arguments = {                                                                  \
            SINGLE_PRECISION, jblock,    ndir,          nshr,          nstatev,    lanneal,   steptime, dt,             \
            cmname,           density,   straininc,     stressold,     stateold,   enerinternold,                       \
            enerinelasold,    stretchnew, stressnew,    statenew,      enerinternnew, enerinelasnew};                   \
        (void)nfieldv, (void)nprops, (void)totaltime, (void)coordmp, (void)charlength, (void)props, (void)relspininc;   \
        (void)tempold, (void)stretchold, (void)defgradold, (void)fieldold, (void)tempnew, (void)defgradnew;             \
        (void)fieldnew;                                                                                                 \
        call_vumat(&arguments);                                                                                         \
    }

DEFINE_VUMAT(vumat_)
DEFINE_VUMAT(vumat)

EXPORTED const char *ums_version(void)
{
    return UMS_VERSION;
}

EXPORTED const char *ums_instruction_set(void)
{
    struct ums_floating_point host = ums_floating_point_enter(); /* the first call loads the build */
    const struct ums_implementation *implementation = ums_implementation();
    ums_floating_point_leave(host);
    return implementation != NULL ? implementation->instruction_set : "";
}

EXPORTED size_t ums_last_error_message(char *buffer, size_t size)
{
    struct ums_floating_point host = ums_floating_point_enter();
    const struct ums_implementation *implementation = ums_implementation();
    size_t length = implementation != NULL ? implementation->last_error_message(buffer, size) : strlen(ums_load_error());
    ums_floating_point_leave(host);
    if (implementation == NULL && buffer != NULL && size > 0) {
        size_t copied = length < size ? length : size - 1;
        memcpy(buffer, ums_load_error(), copied);
        buffer[copied] = '\0';
    }
    return length;
}
