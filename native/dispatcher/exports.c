/* The exported functions of libumatsurrogate.so. They decide nothing: they guard the floating-point environment, pack the
 * arguments and pass them on. Everything else is hidden, and no exported function calls another (a host may define its own
 * umat_, which would be called instead). */
#include "../include/umat_surrogate.h"
#include "floating_point.h"
#include "implementation.h"
#include "unavailable.h"

#include <string.h>

#define EXPORTED __attribute__((visibility("default")))

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
