// Three layers' weights in one step, whose work two threads share. A program with a pool of threads gives it the work in
// `parallel`; with OpenMP that function is a loop under `#pragma omp parallel for`.

#include <cmath>
#include <cstdio>
#include <cstring>
#include <thread>
#include <vector>

#include "many.h"

static void parallel(void *, many_share run, void *part, int64_t shares) {
    std::vector<std::thread> others;
    for (int64_t k = 1; k < shares; ++k) others.emplace_back(run, part, k);
    run(part, 0);
    for (std::thread &other : others) other.join();
}

struct Model {
    std::vector<float> weight[MANY_COUNT_weight], grad[MANY_COUNT_grad], mom[MANY_COUNT_mom];
    many_buffers buffers{};

    Model() {
        for (int64_t k = 0; k < MANY_COUNT_weight; ++k) {
            weight[k].assign(MANY_SIZE_weight(k), 3.0f);
            grad[k].resize(MANY_SIZE_grad(k));
            mom[k].resize(MANY_SIZE_mom(k));
            buffers.weight[k] = weight[k].data();
            buffers.grad[k] = grad[k].data();
            buffers.mom[k] = mom[k].data();
        }
    }
    Model(const Model &) = delete;

    bool train(int64_t threads) {
        std::vector<double> workspace(many_workspace_size() / sizeof(double) + 1);
        many_scalars scalars = MANY_DEFAULTS;
        for (double &rate : scalars.lr) rate *= 0.5; // a number for each weight
        for (int step = 0; step < 60; ++step) {
            for (int64_t k = 0; k < MANY_COUNT_weight; ++k)
                for (std::size_t i = 0; i < weight[k].size(); ++i) grad[k][i] = 2 * weight[k][i];
            if (many_step_shared(&buffers, &scalars, workspace.data(), threads, parallel, nullptr) != 0) return false;
        }
        return true;
    }
};

int main() {
    Model one, other;
    if (!one.train(1) || !other.train(2)) return 1;
    float largest = 0;
    for (int64_t k = 0; k < MANY_COUNT_weight; ++k) {
        if (std::memcmp(one.weight[k].data(), other.weight[k].data(), one.weight[k].size() * sizeof(float)) != 0) return 1;
        std::printf("%s: %lld values\n", MANY_NAME_weight(k), static_cast<long long>(MANY_SIZE_weight(k)));
        for (float value : one.weight[k]) largest = std::fmax(largest, std::fabs(value));
    }
    std::printf("largest weight after 60 steps: %.4f\n", static_cast<double>(largest));
    return 0;
}
