/* Blocks of points called as Abaqus/Explicit calls VUMAT, in the precision of ums_real, in a program with floating-point traps.
 * Arguments that the library must not read are NULL. Usage: block_double|block_single SCENARIO */
#define _GNU_SOURCE
#include <umat_surrogate.h>

#include <fenv.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST = 128, STATEV = 147, HOSTILE_CALLS = 2000 };

struct block {
    int n, nstatev;
    ums_real stress[6 * LARGEST], state[STATEV * LARGEST], internal[LARGEST], inelastic[LARGEST];
};

static struct block now, next;
static ums_real stretch[6 * LARGEST], strain_increment[6 * LARGEST], density[LARGEST];
static int exits;

/* Abaqus/Explicit's routine for ending an analysis; here it only counts. */
void xplb_exit_(void)
{
    exits++;
}

static void check(int condition, const char *what)
{
    if (condition)
        return;
    char message[2048] = "";
    ums_last_error_message(message, sizeof message);
    fprintf(stderr, "FAILED: %s\nlast message of the library: %s\n", what, message);
    exit(1);
}

static int all_finite(const ums_real *values, int count)
{
    for (int i = 0; i < count; i++) {
        if (!isfinite(values[i]))
            return 0;
    }
    return 1;
}

static void start(int n)
{
    memset(&now, 0, sizeof now);
    (now.n = n, now.nstatev = STATEV);
    for (int p = 0; p < n; p++)
        density[p] = 2700;
}

static void evaluate(ums_real step_time, ums_real dt)
{
    const int ndir = 3, nshr = 3, jblock[1] = {now.n};
    static const char name[80] = "TEST                                                                           ";
    next.n = now.n;
    for (int i = 0; i < 6 * LARGEST; i++)
        next.stress[i] = (ums_real)NAN;
    for (int i = 0; i < STATEV * LARGEST; i++)
        next.state[i] = (ums_real)NAN;
    next.nstatev = now.nstatev;
    vumat_(jblock, &ndir, &nshr, &now.nstatev, NULL, NULL, NULL, &step_time, NULL, &dt, name, NULL, NULL, NULL, density, strain_increment, NULL,
           NULL, NULL, NULL, NULL, now.stress, now.state, now.internal, now.inelastic, NULL, stretch, NULL, NULL, next.stress, next.state,
           next.internal, next.inelastic);
    check(all_finite(next.stress, 6 * now.n) && all_finite(next.state, now.nstatev * now.n), "stress and state are finite");
    check(all_finite(next.internal, now.n) && all_finite(next.inelastic, now.n), "energies are finite");
}

/* Isochoric tension of (1 + p/n) times a part of 2 %. */
static void pull(int n, int p, double part)
{
    double e = 0.02 * part * (1.0 + (double)(p % 7) / 7.0);
    stretch[p] = (ums_real)exp(e);
    stretch[p + n] = stretch[p + 2 * n] = (ums_real)exp(-0.5 * e);
    stretch[p + 3 * n] = stretch[p + 4 * n] = stretch[p + 5 * n] = 0;
}

static void blocks(void)
{
    static ums_real alone[7][6];
    for (int round = 0; round < 2; round++) {
        int n = round == 0 ? 7 : LARGEST;
        start(n);
        for (int i = 1; i <= 20; i++) {
            for (int p = 0; p < n; p++)
                pull(n, p, i / 20.0);
            evaluate((ums_real)(0.5 * i), (ums_real)0.5);
            now = next;
        }
        for (int p = 0; p < n; p++) {
            for (int c = 0; c < 6; c++) {
                if (round == 0)
                    alone[p][c] = now.stress[p + n * c];
                check(memcmp(&alone[p % 7][c], &now.stress[p + n * c], sizeof(ums_real)) == 0, "a block of 128 gives the bits of a block of 7");
            }
        }
        check(now.stress[0] > 30e6 && now.stress[0] < 200e6, "tension makes the stress of a polycrystal");
    }
    check(exits == 0, "nobody asks for an end");
    printf("sigma11 %.6e Pa (%s)\n", (double)now.stress[0], ums_instruction_set());
}

static void data_check(void)
{
    start(9);
    for (int p = 0; p < 9; p++) {
        pull(9, p, 0.0);
        strain_increment[p] = (ums_real)1e-6;
    }
    evaluate(0, (ums_real)1e-7);
    check(memcmp(now.state, next.state, sizeof(ums_real) * STATEV * 9) == 0, "the data check leaves the state alone");
    check(fabs(next.stress[0] / 1e-6 - 112e9) < 12e9 && next.stress[27] == 0, "the data check is elastic: K + 4/3 G");
}

static ums_real hostile(unsigned *seed)
{
    static const double values[] = {NAN, INFINITY, -INFINITY, 0.0, -1.0, 1e300, 1e-300, 1e38, 3.0, 1.0, 1.0, 1.0, 1.001, 0.99};
    *seed = *seed * 1664525u + 1013904223u;
    return (ums_real)values[(*seed >> 8) % (sizeof values / sizeof values[0])];
}

static void hostile_arguments(void)
{
    unsigned seed = 1;
    feclearexcept(FE_ALL_EXCEPT);
    for (int call = 0; call < HOSTILE_CALLS; call++) {
        start(1 + call % 9);
        fedisableexcept(FE_ALL_EXCEPT);
        for (int i = 0; i < 6 * now.n; i++) {
            stretch[i] = hostile(&seed);
            strain_increment[i] = hostile(&seed);
            now.stress[i] = hostile(&seed);
        }
        for (int p = 0; p < now.n; p++) {
            density[p] = hostile(&seed);
            now.internal[p] = hostile(&seed);
            now.inelastic[p] = hostile(&seed);
        }
        ums_real time = hostile(&seed), dt = hostile(&seed);
        feclearexcept(FE_ALL_EXCEPT);
        feenableexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW);
        evaluate(time, dt);
    }
    char message[2048];
    check(ums_last_error_message(message, sizeof message) > 0, "there is a message");
}

static void wrong_depvar(void)
{
    start(5);
    now.nstatev = STATEV - 1;
    for (int p = 0; p < 5; p++)
        pull(5, p, 0.1);
    evaluate((ums_real)0.5, (ums_real)0.5);
    char message[2048] = "";
    ums_last_error_message(message, sizeof message);
    check(strstr(message, "*DEPVAR gives 146") != NULL, "the message says how many state variables are needed");
    check(exits == 1, "the host is asked to end");
    for (int i = 0; i < 30; i++)
        check(next.stress[i] == 0, "there is no stress after a fatal error");
}

int main(int argc, char **argv)
{
    const char *scenario = argc > 1 ? argv[1] : "";
    feenableexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW);
    if (strcmp(scenario, "Blocks") == 0)
        blocks();
    else if (strcmp(scenario, "DataCheck") == 0)
        data_check();
    else if (strcmp(scenario, "Hostile") == 0)
        hostile_arguments();
    else if (strcmp(scenario, "WrongDepvar") == 0)
        wrong_depvar();
    else
        check(0, "usage: block SCENARIO; the scenarios stand in CMakeLists.txt");
    printf("%s: passed\n", scenario);
    return 0;
}
