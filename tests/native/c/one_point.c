/* Scenarios of one material point; the same names as in tests/Plugin.Tests. Usage: one_point SCENARIO */
#define _GNU_SOURCE
#include "host.h"

#include <fenv.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <xmmintrin.h>

/* Uniaxial isochoric stretch: logarithmic strain (e, -e/2, -e/2). */
static const double dstrain[6] = {5e-4, -2.5e-4, -2.5e-4, 0, 0, 0};
static const double dt = 0.5;

static struct host_point point;
static struct host_result result, second;

static void advance(int increments)
{
    for (int i = 0; i < increments; i++) {
        host_evaluate(&point, dstrain, dt, point.increment + 1, &result);
        host_check(result.pnewdt == -1.0, "PNEWDT is left alone by a good evaluation");
        host_check(host_all_finite(result.stress, 6) && host_all_finite(result.ddsdde, 36), "stress and tangent are finite");
        host_commit(&point, dstrain, dt, &result);
    }
}

static void isochoric_stretch(void)
{
    advance(20);
    const double *s = point.stress;
    double size = fabs(s[0]) + fabs(s[1]) + fabs(s[2]);
    host_check(size > 1e3, "20 increments of 5e-4 make more than 1 kPa");
    host_check(fabs(s[0] + s[1] + s[2]) < 1e-6 * size, "without volume change the mean stress is zero");
    host_check(host_all_finite(point.statev, point.nstatv) && point.statev[point.nstatv - 1] != 0.0, "the state is finite and signed");
    printf("sigma11 %.6e Pa\n", s[0]);
}

static void repeated_call(void)
{
    advance(3);
    host_evaluate(&point, dstrain, dt, 4, &result);
    host_evaluate(&point, dstrain, dt, 4, &second);
    host_check(memcmp(&result, &second, sizeof result) == 0, "a repeated evaluation gives the same bits");
}

static void set_up_sweep(void)
{
    advance(3);
    static const double none[6] = {0};
    for (int i = 0; i < 2; i++) {
        host_evaluate(&point, none, i == 0 ? 1.0 : 1.2357e-20, 0, &result);
        host_check(memcmp(result.statev, point.statev, sizeof result.statev) == 0, "KINC = 0 leaves the state alone");
        host_check(memcmp(result.stress, point.stress, sizeof result.stress) == 0, "no strain increment, no stress increment");
        for (int k = 0; k < 6; k++)
            host_check(result.ddsdde[7 * k] > 1e9, "the tangent is elastic");
    }
}

static void prediction_sweep(void)
{
    static const double none[6] = {0};
    host_evaluate(&point, none, dt, 1, &result);
    host_check(result.pnewdt == -1.0 && host_all_finite(result.ddsdde, 36), "a fresh point answers the prediction sweep");
    advance(10);
    host_evaluate(&point, none, dt, 11, &result);
    host_check(result.pnewdt == -1.0 && host_all_finite(result.ddsdde, 36), "a loaded point answers the prediction sweep");
    for (int k = 0; k < 6; k++)
        host_check(result.ddsdde[7 * k] > 0.0, "the tangent has a positive diagonal");
}

static void expect_cut(const double bad[6], double time_increment)
{
    advance(3);
    host_evaluate(&point, bad, time_increment, 4, &result);
    host_check(result.pnewdt == 0.25, "a smaller increment is asked for");
    host_check(host_all_finite(result.stress, 6) && host_all_finite(result.ddsdde, 36), "outputs are finite");
    host_check(memcmp(result.statev, point.statev, sizeof result.statev) == 0, "the state is as it was");
    advance(1);
}

static void not_a_number(void)
{
    const double bad[6] = {NAN, 0, 0, 0, 0, 0};
    expect_cut(bad, dt);
    expect_cut(dstrain, NAN);
}

static void huge_strain(void)
{
    const double bad[6] = {1e4, -1e4, 0, 0, 0, 0};
    expect_cut(bad, dt);
}

static void expect_stop(const char *word)
{
    host_evaluate(&point, dstrain, dt, 1, &result);
    host_check(result.pnewdt > 0.0 && result.pnewdt < 1e-6, "the host is asked to stop");
    host_check(host_all_finite(result.stress, 6) && host_all_finite(result.ddsdde, 36), "outputs are finite");
    char message[2048];
    size_t length = ums_last_error_message(message, sizeof message);
    host_check(length > 0 && strstr(message, word) != NULL, word);
}

static void wrong_depvar(void)
{
    char needed[16];
    snprintf(needed, sizeof needed, "%d", point.nstatv);
    point.nstatv = 6;
    expect_stop(needed);
}

static void unknown_host(void)
{
    snprintf(point.cmname, sizeof point.cmname, "%-80s", "STEEL");
    expect_stop("STEEL");
}

/* Run with a dispatcher that finds no build to load. */
static void no_implementation(void)
{
    host_check(ums_instruction_set()[0] == '\0', "no build is loaded");
    expect_stop("");
}

static void floating_point_environment(void)
{
    fesetround(FE_UPWARD);
    _mm_setcsr((_mm_getcsr() | 0x8040) & ~0x0680u & ~0x3fu); /* flush to zero, denormals are zero; zero, invalid, overflow trap */
    feenableexcept(FE_DIVBYZERO | FE_INVALID | FE_OVERFLOW);
    unsigned int mxcsr = _mm_getcsr();
    unsigned short x87;
    __asm__ volatile("fnstcw %0" : "=m"(x87));
    static const double bad[6] = {1e4, -1e4, 0, 0, 0, 0};
    for (int i = 0; i < 3; i++) {
        host_evaluate(&point, i == 1 ? bad : dstrain, dt, 1, &result);
        unsigned short x87_after;
        __asm__ volatile("fnstcw %0" : "=m"(x87_after));
        host_check(_mm_getcsr() == mxcsr && x87_after == x87, "MXCSR and the x87 control word are as before the call");
    }
    fedisableexcept(FE_ALL_EXCEPT);
    fesetround(FE_TONEAREST);
    _mm_setcsr(0x1F80);
    struct host_point fresh;
    host_point_init(&fresh, 1, 1);
    host_evaluate(&fresh, dstrain, dt, 1, &second);
    host_check(memcmp(result.stress, second.stress, sizeof result.stress) == 0, "rounding mode and flushing of the host do not reach the library");
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } scenarios[] = {
        {"IsochoricStretch", isochoric_stretch}, {"RepeatedCall", repeated_call},
        {"SetUpSweep", set_up_sweep},            {"PredictionSweep", prediction_sweep},
        {"NotANumber", not_a_number},            {"HugeStrain", huge_strain},
        {"WrongDepvar", wrong_depvar},           {"UnknownHost", unknown_host},
        {"FloatingPointEnvironment", floating_point_environment},
        {"NoImplementation", no_implementation},
    };
    host_point_init(&point, 1, 1);
    for (size_t i = 0; argc == 2 && i < sizeof scenarios / sizeof scenarios[0]; i++) {
        if (strcmp(argv[1], scenarios[i].name) == 0) {
            scenarios[i].run();
            printf("%s: passed with libumatsurrogate %s, %s\n", argv[1], ums_version(), ums_instruction_set());
            return 0;
        }
    }
    fprintf(stderr, "usage: one_point SCENARIO\n");
    return 2;
}
