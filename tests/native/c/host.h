/* One material point called as CalculiX calls it through @ABAQUSNL. */
#ifndef HOST_H
#define HOST_H

#include <umat_surrogate.h>

enum { HOST_MAX_STATEV = 4096 };

struct host_point {
    int element, point;
    int nstatv;                    /* *DEPVAR */
    char cmname[81];               /* blank padded */
    double strain[6];              /* ln U at the start of the increment, engineering shears */
    double stress[6];              /* committed, rotated frame, Pa */
    double statev[HOST_MAX_STATEV]; /* committed */
    double time;                   /* total time at the start of the increment, s */
    int increment;                 /* committed increments */
};

struct host_result {
    double stress[6], statev[HOST_MAX_STATEV], ddsdde[36], pnewdt;
};

/* A fresh point of the material "@ABAQUSNL_UMATSURROGATE@TEST" with the state variables the model of the test needs
 * (environment variable UMS_TEST_DEPVAR, else 147). */
void host_point_init(struct host_point *p, int element, int point);

/* One evaluation from the committed state. pnewdt is -1 on entry and DDSDDE is filled with garbage, as in CalculiX; arguments
 * that the library must not read are NULL. */
void host_evaluate(const struct host_point *p, const double dstrain[6], double dt, int kinc, struct host_result *r);

/* Takes over the result as the state at the end of the increment. */
void host_commit(struct host_point *p, const double dstrain[6], double dt, const struct host_result *r);

int host_all_finite(const double *values, int count);

/* Ends the program with status 1 and a message unless the condition holds. */
void host_check(int condition, const char *what);

#endif
