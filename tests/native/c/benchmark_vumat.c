/* Time per point of VUMAT blocks beside UMAT called point by point (CPU time of the thread, best of many rounds). A process has one configuration,
 * hence a process for each: UMS_TEST_FOLDER/umat-surrogate.json and explicit.json. Usage: benchmark_vumat FOLDER */
#define _GNU_SOURCE
#include "host.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 200, LARGEST = 128 };

static const double dstrain[6] = {5e-4, -2.5e-4, -2.5e-4, 0, 0, 0};

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double umat_us(void)
{
    static struct host_point p;
    static struct host_result r;
    host_point_init(&p, 1, 1);
    for (int i = 0; i < 20; i++) {
        host_evaluate(&p, dstrain, 0.5, i + 1, &r);
        host_commit(&p, dstrain, 0.5, &r);
    }
    double best = 1e30;
    for (int round = 0; round < ROUNDS; round++) {
        double start = seconds();
        for (int i = 0; i < LARGEST; i++)
            host_evaluate(&p, dstrain, 0.5, 21, &r);
        double each = 1e6 * (seconds() - start) / LARGEST;
        if (each < best)
            best = each;
    }
    host_check(r.pnewdt == -1.0, "the point is evaluated");
    return best;
}

/* Every increment goes on from the same committed state by the given strain increment. */
static double vumat_us(int n, double strain)
{
    static double stress[6 * LARGEST], state[HOST_MAX_STATEV * LARGEST], stress_new[6 * LARGEST], state_new[HOST_MAX_STATEV * LARGEST];
    static double u[6 * LARGEST], density[LARGEST], strain_inc[6 * LARGEST], energy[4][LARGEST];
    static struct host_point p;
    int jblock[4 + LARGEST] = {n, 1, 1, 1};
    for (int i = 0; i < n; i++)
        jblock[4 + i] = i + 1;
    host_point_init(&p, 1, 1);
    memset(state, 0, sizeof state);
    const int ndir = 3, nshr = 3;
    double best = 1e30, dt = 0.5;
    size_t state_bytes = (size_t)(p.nstatv * n) * sizeof(double);
    for (int round = -20; round < ROUNDS; round++) {
        double total = round < 0 ? (21 + round) * 5e-4 : 20 * 5e-4 + strain, time = 0.5 * (22 + round);
        for (int i = 0; i < n; i++) {
            density[i] = 2700;
            u[i] = exp(total);
            u[i + n] = u[i + 2 * n] = exp(-0.5 * total);
        }
        int calls = round < 0 ? 1 : LARGEST / n;
        double start = seconds();
        for (int i = 0; i < calls; i++)
            vumat_(jblock, &ndir, &nshr, &p.nstatv, NULL, NULL, NULL, &time, NULL, &dt, p.cmname, NULL, NULL, NULL, density, strain_inc, NULL, NULL,
                   NULL, NULL, NULL, stress, state, energy[0], energy[1], NULL, u, NULL, NULL, stress_new, state_new, energy[2], energy[3]);
        double each = 1e6 * (seconds() - start) / (calls * n);
        if (round < 0) {
            memcpy(stress, stress_new, sizeof stress);
            memcpy(state, state_new, state_bytes);
        } else if (each < best) {
            best = each;
        }
    }
    host_check(stress_new[0] > 1e6, "the block is evaluated");
    return best;
}

static double in_own_process(const char *folder, const char *configuration, int n, double strain)
{
    int pipes[2];
    host_check(pipe(pipes) == 0, "pipe");
    pid_t child = fork();
    host_check(child >= 0, "fork");
    if (child == 0) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, configuration);
        setenv("UMAT_SURROGATE_CONFIG", path, 1);
        double result = n > 0 ? vumat_us(n, strain) : umat_us();
        host_check(write(pipes[1], &result, sizeof result) == (ssize_t)sizeof result, "write");
        _exit(0);
    }
    double result = NAN;
    close(pipes[1]);
    host_check(read(pipes[0], &result, sizeof result) == (ssize_t)sizeof result, "the measuring process ended well");
    close(pipes[0]);
    waitpid(child, NULL, 0);
    return result;
}

int main(int argc, char **argv)
{
    host_check(argc == 2, "usage: benchmark_vumat FOLDER, which has umat-surrogate.json and explicit.json");
    double umat = in_own_process(argv[1], "umat-surrogate.json", 0, 0);
    printf("umat, stress and tangent      %8.2f us per point\n", umat);
    static const int sizes[] = {1, 8, 32, 128};
    for (int i = 0; i < 4; i++) {
        double step = in_own_process(argv[1], "explicit.json", sizes[i], 5e-4), held = in_own_process(argv[1], "explicit.json", sizes[i], 1e-6);
        printf("vumat, block of %3d           %8.2f us per point, ratio %5.1f; held increment %8.2f us\n", sizes[i], step, umat / step, held);
    }
    return 0;
}
