/* The host's floating-point environment around a call.
 *
 * Managed code divides by zero and makes NaN on purpose and must never meet an unmasked floating-point trap: the runtime
 * would end the process (programs built with gfortran -ffpe-trap unmask them). Nor may the library leave its own sticky
 * flags, rounding or flush-to-zero behind. So: save, work under the default environment, restore.
 * MXCSR is always exchanged (a few ns); the x87 control word only when a trap is unmasked, because nothing here computes
 * with the x87 unless a math library does. */
#ifndef UMS_FLOATING_POINT_H
#define UMS_FLOATING_POINT_H

#include <xmmintrin.h>

enum {
    UMS_MXCSR_DEFAULT = 0x1F80, /* all traps masked, round to nearest, no flush to zero, no flags */
    UMS_X87_ALL_MASKED = 0x003F
};

struct ums_floating_point {
    unsigned int mxcsr;
    unsigned short x87_control;
};

static inline struct ums_floating_point ums_floating_point_enter(void)
{
    struct ums_floating_point host;
    host.mxcsr = _mm_getcsr();
    if (host.mxcsr != UMS_MXCSR_DEFAULT)
        _mm_setcsr(UMS_MXCSR_DEFAULT);
    __asm__ volatile("fnstcw %0" : "=m"(host.x87_control));
    if ((host.x87_control & UMS_X87_ALL_MASKED) != UMS_X87_ALL_MASKED) {
        unsigned short masked = (unsigned short)(host.x87_control | UMS_X87_ALL_MASKED);
        __asm__ volatile("fldcw %0" : : "m"(masked));
    }
    return host;
}

static inline void ums_floating_point_leave(struct ums_floating_point host)
{
    if ((host.x87_control & UMS_X87_ALL_MASKED) != UMS_X87_ALL_MASKED)
        __asm__ volatile("fnclex\n\tfldcw %0" : : "m"(host.x87_control)); /* no flag of ours may trap in the host */
    _mm_setcsr(host.mxcsr);
}

#endif
