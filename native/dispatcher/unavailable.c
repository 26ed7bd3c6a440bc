#include "unavailable.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>

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
