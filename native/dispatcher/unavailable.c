#include "unavailable.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pthread_once_t reported = PTHREAD_ONCE_INIT;

static void report(void)
{
    fprintf(stderr, "umat-surrogate: fatal: %s\n", ums_load_error());
    FILE *log = fopen("umat-surrogate.log", "a");
    if (log != NULL) {
        fprintf(log, "umat-surrogate: fatal: %s\n", ums_load_error());
        fclose(log);
    }
}

void ums_umat_unavailable(const struct ums_umat_arguments *arguments)
{
    pthread_once(&reported, report);
    int n = arguments->ntens != NULL && *arguments->ntens > 0 && *arguments->ntens <= 6 ? *arguments->ntens : 0;
    for (int i = 0; i < n; i++) {
        if (arguments->stress != NULL && !isfinite(arguments->stress[i]))
            arguments->stress[i] = 0.0;
        for (int j = 0; j < n && arguments->ddsdde != NULL; j++)
            arguments->ddsdde[i + n * j] = i == j ? 70e9 : 0.0; /* any positive definite tangent; the host is about to stop */
    }
    if (arguments->pnewdt != NULL)
        *arguments->pnewdt = 1e-12;
}

int ums_vumat_unavailable(const struct ums_vumat_arguments *a)
{
    pthread_once(&reported, report);
    if (a->jblock == NULL || a->ndir == NULL || a->nshr == NULL || *a->jblock < 1 || *a->ndir < 1 || *a->ndir > 3 || *a->nshr < 0 || *a->nshr > 3)
        return 1;
    size_t real = a->single_precision ? sizeof(float) : sizeof(double);
    size_t column = (size_t)*a->jblock * real;
    if (a->stress_new != NULL)
        memset(a->stress_new, 0, column * (size_t)(*a->ndir + *a->nshr));
    if (a->state_new != NULL && a->state_old != NULL && a->nstatev != NULL && *a->nstatev > 0)
        memmove(a->state_new, a->state_old, column * (size_t)*a->nstatev);
    if (a->ener_intern_new != NULL && a->ener_intern_old != NULL)
        memmove(a->ener_intern_new, a->ener_intern_old, column);
    if (a->ener_inelas_new != NULL && a->ener_inelas_old != NULL)
        memmove(a->ener_inelas_new, a->ener_inelas_old, column);
    return 1;
}
