/* Minimizes the sum of the squares of 640 weights: the gradient is twice the weight. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "momentum.h"

int main(void) {
    static float w[MOMENTUM_SIZE_w], g[MOMENTUM_SIZE_g], m[MOMENTUM_SIZE_m];
    momentum_buffers buffers = {.w = w, .g = g, .m = m};
    momentum_scalars scalars = MOMENTUM_DEFAULTS;
    void *workspace = malloc((size_t)momentum_workspace_size() + 1);
    int status = 0;
    if (workspace == NULL) return 1;
    for (int i = 0; i < MOMENTUM_SIZE_w; ++i) w[i] = (float)(i % 7 - 3);
    for (int step = 0; step < 60 && status == 0; ++step) {
        for (int i = 0; i < MOMENTUM_SIZE_w; ++i) g[i] = 2 * w[i];
        scalars.upd_lr = step < 40 ? 0.2 : 0.1; /* a number may change at each step */
        status = momentum_step(&buffers, &scalars, workspace);
    }
    free(workspace);
    if (status == MOMENTUM_WRONG_CPU) fprintf(stderr, "this CPU lacks instructions of the step\n");
    if (status != 0) return 1;
    float largest = 0;
    for (int i = 0; i < MOMENTUM_SIZE_w; ++i) largest = fmaxf(largest, fabsf(w[i]));
    printf("mxsym %s\n", MOMENTUM_MXSYM_VERSION);
    printf("largest weight after 60 steps: %.4f\n", (double)largest);
    return 0;
}
