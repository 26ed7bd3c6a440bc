/* Chooses and loads the NativeAOT build for this machine.
 *
 * A NativeAOT image has one instruction set, fixed when it is compiled, so there are three images and this choice. The
 * images lie in the folder of the dispatcher itself, wherever the host found it. */
#define _GNU_SOURCE
#include "floating_point.h"
#include "implementation.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct ums_implementation implementation;
static int loaded;
static char load_error[2 * PATH_MAX + 512];
static const char *const levels[] = {"v4", "v3", "v2"};
enum { LEVEL_COUNT = sizeof levels / sizeof levels[0] };

/* True if processor and operating system (state saved by XSAVE) offer the x86-64 level. */
static int supports(const char *level)
{
    __builtin_cpu_init();
    if (strcmp(level, "v4") == 0)
        return __builtin_cpu_supports("x86-64-v4");
    if (strcmp(level, "v3") == 0)
        return __builtin_cpu_supports("x86-64-v3");
    return __builtin_cpu_supports("x86-64-v2");
}

/* Folder of the file that holds this code; symbolic links are followed if resolve is set. */
static int own_folder(char folder[PATH_MAX], int resolve)
{
    Dl_info info;
    if (dladdr((void *)&once, &info) == 0 || info.dli_fname == NULL)
        return 0;
    if (resolve) {
        if (realpath(info.dli_fname, folder) == NULL)
            return 0;
    } else if (snprintf(folder, PATH_MAX, "%s", info.dli_fname) >= PATH_MAX) {
        return 0;
    }
    char *slash = strrchr(folder, '/');
    if (slash == NULL)
        return snprintf(folder, PATH_MAX, ".") > 0;
    *slash = '\0';
    return 1;
}

static void *symbol(void *library, const char *name, const char *path)
{
    void *address = dlsym(library, name);
    if (address == NULL)
        snprintf(load_error, sizeof load_error,
                 "'%s' does not belong to this libumatsurrogate.so: it lacks the function '%s'. Install all files of one version together.",
                 path, name);
    return address;
}

static int load(const char *level)
{
    for (int resolve = 1; resolve >= 0; resolve--) {
        char folder[PATH_MAX];
        char path[PATH_MAX + 32];
        if (!own_folder(folder, resolve))
            continue;
        snprintf(path, sizeof path, "%s/libumatsurrogate_%s.so", folder, level);
        void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
        if (library == NULL) {
            snprintf(load_error, sizeof load_error, "the build for this processor could not be loaded: %s", dlerror());
            continue;
        }
        void *umat = symbol(library, "ums_implementation_umat", path);
        void *vumat = symbol(library, "ums_implementation_vumat", path);
        void *message = symbol(library, "ums_implementation_last_error_message", path);
        void *finish = symbol(library, "ums_implementation_finish", path);
        if (umat == NULL || vumat == NULL || message == NULL || finish == NULL)
            return 0;
        implementation.instruction_set = level;
        memcpy(&implementation.umat, &umat, sizeof umat);
        memcpy(&implementation.vumat, &vumat, sizeof vumat);
        memcpy(&implementation.last_error_message, &message, sizeof message);
        memcpy(&implementation.finish, &finish, sizeof finish);
        return 1;
    }
    return 0;
}

/* At the end of the process, possibly one with floating-point traps. */
static void finish(void)
{
    struct ums_floating_point host = ums_floating_point_enter();
    implementation.finish();
    ums_floating_point_leave(host);
}

static void choose(void)
{
    const char *forced = getenv("UMAT_SURROGATE_ISA");
    if (forced != NULL && forced[0] != '\0') {
        for (int i = 0; i < LEVEL_COUNT; i++) {
            if (strcmp(forced, levels[i]) != 0)
                continue;
            if (supports(levels[i]))
                loaded = load(levels[i]);
            else
                snprintf(load_error, sizeof load_error,
                         "UMAT_SURROGATE_ISA=%s asks for x86-64-%s, which this processor or system does not offer; choose a lower one or unset it.",
                         forced, forced);
        }
        if (!loaded && load_error[0] == '\0')
            snprintf(load_error, sizeof load_error, "UMAT_SURROGATE_ISA is '%s'; it may be v2, v3 or v4, or unset.", forced);
    } else {
        for (int i = 0; i < LEVEL_COUNT && !loaded; i++) {
            if (supports(levels[i]))
                loaded = load(levels[i]);
        }
        if (!loaded && load_error[0] == '\0')
            snprintf(load_error, sizeof load_error,
                     "this processor is older than x86-64-v2 (SSE4.2, POPCNT), the least that the library is built for.");
    }
    if (loaded)
        atexit(finish);
}

const struct ums_implementation *ums_implementation(void)
{
    pthread_once(&once, choose);
    return loaded ? &implementation : NULL;
}

const char *ums_load_error(void)
{
    return load_error;
}
