// Two threads, each with weights and a workspace of its own, step at once.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <thread>
#include <vector>

#include "momentum.h"

static bool train(float &largest) {
    std::vector<float> w(MOMENTUM_SIZE_w, 3.0f), g(MOMENTUM_SIZE_g), m(MOMENTUM_SIZE_m);
    std::vector<double> workspace(momentum_workspace_size() / sizeof(double) + 1);
    momentum_buffers buffers{};
    buffers.w = w.data();
    buffers.g = g.data();
    buffers.m = m.data();
    momentum_scalars scalars = MOMENTUM_DEFAULTS;
    for (int step = 0; step < 60; ++step) {
        std::transform(w.begin(), w.end(), g.begin(), [](float value) { return 2 * value; });
        if (momentum_step(&buffers, &scalars, workspace.data()) != 0) return false;
    }
    largest = std::abs(*std::max_element(w.begin(), w.end(), [](float a, float b) { return std::abs(a) < std::abs(b); }));
    return true;
}

int main() {
    float largest[2] = {0, 0};
    bool done[2] = {false, false};
    std::thread other([&] { done[1] = train(largest[1]); });
    done[0] = train(largest[0]);
    other.join();
    if (!done[0] || !done[1] || largest[0] != largest[1]) return 1;
    std::printf("largest weight after 60 steps: %.4f\n", static_cast<double>(largest[0]));
    return 0;
}
