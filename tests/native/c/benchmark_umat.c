/* Time per umat_ call, best of many rounds. "set-up" is a call with KINC = 0: dispatcher, floating-point guard, transition to
 * managed code, material look-up, argument checks, elastic answer; that is the bridge without the surrogate. */
#define _POSIX_C_SOURCE 200809L
#include "host.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 400, CALLS = 100 }; /* short rounds: the best one is free of interruptions */

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double best_ns(const struct host_point *p, int kinc, const double dstrain[6], struct host_result *r)
{
    double best = 1e30;
    for (int round = 0; round < ROUNDS; round++) {
        double start = seconds();
        for (int i = 0; i < CALLS; i++) {
            const double time[2] = {p->time, p->time};
            const double dfgrd1[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1}, dt = 0.5;
            const int ndi = 3, nshr = 3, ntens = 6, nprops = 0;
            memcpy(r->statev, p->statev, (size_t)p->nstatv * sizeof(double)); /* as the host does before every call */
            umat_(r->stress, r->statev, r->ddsdde, NULL, NULL, NULL, NULL, NULL, NULL, NULL, p->strain, dstrain, time, &dt, NULL,
                  NULL, NULL, NULL, p->cmname, &ndi, &nshr, &ntens, &p->nstatv, NULL, &nprops, NULL, NULL, &r->pnewdt, NULL, NULL,
                  dfgrd1, &p->element, &p->point, NULL, NULL, NULL, &kinc);
        }
        double each = 1e9 * (seconds() - start) / CALLS;
        if (each < best)
            best = each;
    }
    return best;
}

int main(void)
{
    static struct host_point p;
    static struct host_result r;
    static const double dstrain[6] = {5e-4, -2.5e-4, -2.5e-4, 0, 0, 0};
    host_point_init(&p, 1, 1);
    double start = seconds();
    host_evaluate(&p, dstrain, 0.5, 1, &r);
    printf("first call        %10.3f ms\n", 1e3 * (seconds() - start));
    host_check(r.pnewdt == -1.0, "the point is evaluated");
    for (int i = 0; i < 20; i++) {
        host_evaluate(&p, dstrain, 0.5, i + 1, &r);
        host_commit(&p, dstrain, 0.5, &r);
    }
    static const double none[6] = {0};
    double set_up = best_ns(&p, 0, none, &r);
    double full = best_ns(&p, 21, dstrain, &r);
    double prediction = best_ns(&p, 21, none, &r);
    printf("set-up call       %10.1f ns   (%s)\n", set_up, ums_instruction_set());
    printf("evaluation        %10.1f ns   (strain increment 5e-4, stress and tangent)\n", full);
    printf("prediction sweep  %10.1f ns   (strain increment zero)\n", prediction);
    return 0;
}
