/* CalculiX makes fresh threads for every sweep over the mesh: many points, several threads, several sweeps, and the same bits
 * as one thread. */
#include "host.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 64, THREADS = 4, INCREMENTS = 5 };

static const double dt = 0.5;
static struct host_point *points;
static struct host_result *results;

static void strain_increment(int i, double d[6])
{
    double e = 5e-4 * (1.0 + 0.01 * i);
    double values[6] = {e, -e / 3, -2 * e / 3, 0.3 * e, 0, -0.2 * e};
    memcpy(d, values, sizeof values);
}

static void *sweep(void *argument)
{
    int thread = *(int *)argument;
    for (int i = thread * (POINTS / THREADS); i < (thread + 1) * (POINTS / THREADS); i++) {
        double d[6];
        strain_increment(i, d);
        host_evaluate(&points[i], d, dt, points[i].increment + 1, &results[i]);
    }
    return NULL;
}

static void run(int threaded)
{
    for (int i = 0; i < POINTS; i++)
        host_point_init(&points[i], 1 + i / 8, 1 + i % 8);
    for (int increment = 0; increment < INCREMENTS; increment++) {
        for (int iteration = 0; iteration < 3; iteration++) {
            int ids[THREADS];
            pthread_t threads[THREADS];
            for (int t = 0; t < THREADS; t++) {
                ids[t] = t;
                if (threaded)
                    host_check(pthread_create(&threads[t], NULL, sweep, &ids[t]) == 0, "a thread starts");
                else
                    sweep(&ids[t]);
            }
            for (int t = 0; threaded && t < THREADS; t++)
                pthread_join(threads[t], NULL);
        }
        for (int i = 0; i < POINTS; i++) {
            double d[6];
            strain_increment(i, d);
            host_check(results[i].pnewdt == -1.0, "every point is evaluated");
            host_commit(&points[i], d, dt, &results[i]);
        }
    }
}

int main(void)
{
    points = calloc(POINTS, sizeof *points);
    results = calloc(POINTS, sizeof *results);
    struct host_point *first = calloc(POINTS, sizeof *first);
    host_check(points != NULL && results != NULL && first != NULL, "memory");
    run(1);
    memcpy(first, points, POINTS * sizeof *points);
    run(0);
    host_check(memcmp(first, points, POINTS * sizeof *points) == 0, "four fresh threads per sweep and one thread give the same bits");
    printf("FreshThreads: passed, sigma11 of point 1 %.6e Pa\n", points[0].stress[0]);
    return 0;
}
