/* The answers to UMAT and VUMAT calls when no build could be loaded. */
#ifndef UMS_UNAVAILABLE_H
#define UMS_UNAVAILABLE_H

#include "implementation.h"

/* Prints the reason once, on standard error and into umat-surrogate.log; asks the host to stop through PNEWDT; leaves finite
 * outputs. The managed twin of this rule is src/UmatSurrogate.Plugin/Hosts/SafeOutputs.cs. */
void ums_umat_unavailable(const struct ums_umat_arguments *arguments);

/* The same for a block: stress zero, state and energies as they were. Returns 1 (fatal). The managed twin is
 * src/UmatSurrogate.Plugin/Hosts/VumatSafeOutputs.cs. */
int ums_vumat_unavailable(const struct ums_vumat_arguments *arguments);

#endif
