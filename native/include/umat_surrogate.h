/* UmatSurrogate: a polycrystal-plasticity surrogate for finite-element codes.
 *
 * Link with libumatsurrogate.so (CMake: find_package(UmatSurrogate), target UmatSurrogate::UmatSurrogate) or let the
 * finite-element code load it. All functions may be called from any number of threads at once. None ends the process,
 * none returns NaN, and each gives back the floating-point environment (rounding, traps, flags) as it found it.
 */
#ifndef UMAT_SURROGATE_H
#define UMAT_SURROGATE_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* UMAT for CalculiX materials "@ABAQUSNL_..." (finite strain, rotated frame).
 *
 * Arguments, in the order of the Abaqus user subroutine UMAT; double = REAL*8, int = INTEGER*4; the optional hidden length
 * of CMNAME that Fortran appends is not read. S = stress components in the order 11 22 33 12 13 23.
 *   in/out stress[6]        rotated Cauchy stress R^T sigma R [the unit of the model's stiffness: Pa]
 *   in/out statev[nstatv]   state of the point at the start of the increment -> at its end; all zeros = a fresh point.
 *                           `umat-surrogate info MODEL` prints how many a model needs (*DEPVAR)
 *   out    ddsdde[36]       column-major; spatial moduli of the Kirchhoff stress in the rotated frame, the push-forward
 *                           by U of d(second Piola-Kirchhoff)/d(Green-Lagrange) [Pa], engineering shears
 *   in     stran, dstran[6] logarithmic strain ln U at the start of the increment and its increment, engineering shears
 *   in     time[2], dtime   step and total time at the start of the increment, increment [s]
 *   in     cmname[80]       material name, blank padded; read up to the first blank or NUL
 *   in     dfgrd1[9]        column-major, read only for the trace
 *   out    pnewdt           written only when the increment must be repeated with a smaller step: 0.25, or 1e-12 after a
 *                           fatal error so that the host stops
 * Not read or written: sse spd scd rpl ddsddt drplde drpldt temp dtemp predef dpred props coords drot celent dfgrd0 layer
 * kspt jstep; they may be NULL.
 */
void umat_(double *stress, double *statev, double *ddsdde, double *sse, double *spd, double *scd, double *rpl,
           double *ddsddt, double *drplde, double *drpldt, const double *stran, const double *dstran,
           const double *time, const double *dtime, const double *temp, const double *dtemp, const double *predef,
           const double *dpred, const char *cmname, const int *ndi, const int *nshr, const int *ntens,
           const int *nstatv, const double *props, const int *nprops, const double *coords, const double *drot,
           double *pnewdt, const double *celent, const double *dfgrd0, const double *dfgrd1, const int *noel,
           const int *npt, const int *layer, const int *kspt, const int *jstep, const int *kinc);

/* The same routine under the name without the underscore, for compilers that add none. */
void umat(double *stress, double *statev, double *ddsdde, double *sse, double *spd, double *scd, double *rpl,
          double *ddsddt, double *drplde, double *drpldt, const double *stran, const double *dstran,
          const double *time, const double *dtime, const double *temp, const double *dtemp, const double *predef,
          const double *dpred, const char *cmname, const int *ndi, const int *nshr, const int *ntens,
          const int *nstatv, const double *props, const int *nprops, const double *coords, const double *drot,
          double *pnewdt, const double *celent, const double *dfgrd0, const double *dfgrd1, const int *noel,
          const int *npt, const int *layer, const int *kspt, const int *jstep, const int *kinc);

/* VUMAT for Abaqus/Explicit and hosts that call alike: a block of points at once. Needs "host": "abaqus-explicit" in umat-surrogate.json.
 *
 * Arguments, in the order of the Abaqus user subroutine VUMAT; int = INTEGER*4; ums_real is REAL*8, and REAL*4 in
 * libumatsurrogate_single.so, which is for Abaqus/Explicit as it runs without "double" (define UMS_SINGLE_PRECISION to get its prototype).
 * Arrays of points have the point index fastest: component c of point p (from 0) stands at [p + nblock*c].
 * Components of symmetric tensors: 11 22 33 12 23 31, tensor shears; with nshr = 1 the first four.
 *   in  jblock[0] = nblock  number of points; jblock[1] integration point, jblock[4 + p] internal element number of point p: these are
 *                           read only if the microstructure of the material differs from point to point
 *   in  ndir, nshr          3 and 3 (solids); 3 and 1 (plane strain, axisymmetric) only with "plane": "strain"
 *   in  nstatev             at least the number that `umat-surrogate info MODEL` prints (*DEPVAR)
 *   in  lanneal             may be NULL; 1 is refused
 *   in  steptime, dt        time since the step began, increment [s]; steptime 0 is the data check: elastic answer, state unchanged
 *   in  cmname[80]          material name, blank padded; read up to the first blank or NUL
 *   in  density[nblock]     [kg/m^3], for the energies; may be NULL
 *   in  straininc           strain increment, for the data check and the energies
 *   in  stressold, stateold, enerinternold, enerinelasold
 *   in  stretchnew          U of F = R U at the end of the increment
 *   out stressnew           R^T sigma R [Pa]
 *   out statenew            state at the end; further variables are copied
 *   out enerinternnew, enerinelasnew   per mass [J/kg]; may be NULL
 * A point that cannot be evaluated keeps stress and state. After a fatal error the stress is zero and xplb_exit_ is called if the
 * process has it.
 * Not read: nfieldv nprops totaltime coordmp charlength props relspininc tempold stretchold defgradold fieldold tempnew defgradnew fieldnew;
 * they may be NULL.
 */
#ifdef UMS_SINGLE_PRECISION
typedef float ums_real;
#else
typedef double ums_real;
#endif
void vumat_(const int *jblock, const int *ndir, const int *nshr, const int *nstatev, const int *nfieldv, const int *nprops,
            const int *lanneal, const ums_real *steptime, const ums_real *totaltime, const ums_real *dt, const char *cmname,
            const ums_real *coordmp, const ums_real *charlength, const ums_real *props, const ums_real *density,
            const ums_real *straininc, const ums_real *relspininc, const ums_real *tempold, const ums_real *stretchold,
            const ums_real *defgradold, const ums_real *fieldold, const ums_real *stressold, const ums_real *stateold,
            const ums_real *enerinternold, const ums_real *enerinelasold, const ums_real *tempnew, const ums_real *stretchnew,
            const ums_real *defgradnew, const ums_real *fieldnew, ums_real *stressnew, ums_real *statenew,
            ums_real *enerinternnew, ums_real *enerinelasnew);

/* The same routine under the name without the underscore. */
void vumat(const int *jblock, const int *ndir, const int *nshr, const int *nstatev, const int *nfieldv, const int *nprops,
           const int *lanneal, const ums_real *steptime, const ums_real *totaltime, const ums_real *dt, const char *cmname,
           const ums_real *coordmp, const ums_real *charlength, const ums_real *props, const ums_real *density,
           const ums_real *straininc, const ums_real *relspininc, const ums_real *tempold, const ums_real *stretchold,
           const ums_real *defgradold, const ums_real *fieldold, const ums_real *stressold, const ums_real *stateold,
           const ums_real *enerinternold, const ums_real *enerinelasold, const ums_real *tempnew, const ums_real *stretchnew,
           const ums_real *defgradnew, const ums_real *fieldnew, ums_real *stressnew, ums_real *statenew,
           ums_real *enerinternnew, ums_real *enerinelasnew);

/* Version of the library, for example "0.1.0". Static storage. */
const char *ums_version(void);

/* Instruction set of the build that was chosen: "v2", "v3" or "v4" (x86-64 levels), "" if none could be loaded.
 * The environment variable UMAT_SURROGATE_ISA forces one. Static storage. */
const char *ums_instruction_set(void);

/* Copies the last error message of any thread, NUL-terminated and cut to size bytes, into buffer.
 * Returns the full length in bytes without the NUL; 0 if there was no error. */
size_t ums_last_error_message(char *buffer, size_t size);

#ifdef __cplusplus
}
#endif

#endif
