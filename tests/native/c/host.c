#include "host.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void host_point_init(struct host_point *p, int element, int point)
{
    memset(p, 0, sizeof *p);
    p->element = element;
    p->point = point;
    const char *depvar = getenv("UMS_TEST_DEPVAR");
    p->nstatv = depvar != NULL ? atoi(depvar) : 147;
    host_check(p->nstatv > 0 && p->nstatv <= HOST_MAX_STATEV, "UMS_TEST_DEPVAR is in range");
    snprintf(p->cmname, sizeof p->cmname, "%-80s", "@ABAQUSNL_UMATSURROGATE@TEST");
}

void host_evaluate(const struct host_point *p, const double dstrain[6], double dt, int kinc, struct host_result *r)
{
    memcpy(r->stress, p->stress, sizeof r->stress);
    memcpy(r->statev, p->statev, sizeof r->statev);
    for (int i = 0; i < 36; i++)
        r->ddsdde[i] = NAN;
    r->pnewdt = -1.0;
    const double time[2] = {p->time, p->time};
    const double dfgrd1[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    const int ndi = 3, nshr = 3, ntens = 6, nprops = 0;
    umat_(r->stress, r->statev, r->ddsdde, NULL, NULL, NULL, NULL, NULL, NULL, NULL, p->strain, dstrain, time, &dt, NULL, NULL,
          NULL, NULL, p->cmname, &ndi, &nshr, &ntens, &p->nstatv, NULL, &nprops, NULL, NULL, &r->pnewdt, NULL, NULL, dfgrd1,
          &p->element, &p->point, NULL, NULL, NULL, &kinc);
}

void host_commit(struct host_point *p, const double dstrain[6], double dt, const struct host_result *r)
{
    memcpy(p->stress, r->stress, sizeof p->stress);
    memcpy(p->statev, r->statev, sizeof p->statev);
    for (int i = 0; i < 6; i++)
        p->strain[i] += dstrain[i];
    p->time += dt;
    p->increment++;
}

int host_all_finite(const double *values, int count)
{
    for (int i = 0; i < count; i++) {
        if (!isfinite(values[i]))
            return 0;
    }
    return 1;
}

void host_check(int condition, const char *what)
{
    if (condition)
        return;
    char message[2048] = "";
    ums_last_error_message(message, sizeof message);
    fprintf(stderr, "FAILED: %s\nlast message of the library: %s\n", what, message);
    exit(1);
}
