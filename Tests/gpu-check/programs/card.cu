// Uses the card that it is shown: --memory MiB of it (with `--memory all` more than there is), for --seconds, busy where
// --busy says so. Its first line says what it sees, its second what it did, each as JSON.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <unistd.h>

__global__ void work(float *values, int count, int rounds) {
    int index = blockIdx.x * blockDim.x + threadIdx.x;
    if (index >= count) return;
    float value = values[index];
    for (int round = 0; round < rounds; round++) value = value * 0.999f + 0.001f;
    values[index] = value;
}

static void need(cudaError_t error, const char *what) {
    if (error == cudaSuccess) return;
    fprintf(stderr, "CUDA error in %s: %s\n", what, cudaGetErrorString(error));
    exit(1);
}

static std::string quoted(const char *text) { return text == nullptr ? "null" : "\"" + std::string(text) + "\""; }

static std::string identifier(const cudaDeviceProp &card) {
    std::string text = "GPU-";
    for (int index = 0; index < 16; index++) {
        char digits[4];
        snprintf(digits, sizeof digits, "%02x", (unsigned char)card.uuid.bytes[index]);
        if (index == 4 || index == 6 || index == 8 || index == 10) text += "-";
        text += digits;
    }
    return text;
}

int main(int count, char **words) {
    size_t mebibytes = 256;
    double seconds = 5;
    bool is_busy = false, is_all = false;
    for (int index = 1; index < count; index++) {
        std::string word = words[index];
        if (word == "--memory" && index + 1 < count) {
            is_all = strcmp(words[index + 1], "all") == 0;
            mebibytes = strtoull(words[++index], nullptr, 10);
        } else if (word == "--seconds" && index + 1 < count) {
            seconds = atof(words[++index]);
        } else if (word == "--busy") {
            is_busy = true;
        }
    }
    int cards = 0;
    need(cudaGetDeviceCount(&cards), "cudaGetDeviceCount");
    cudaDeviceProp card;
    need(cudaGetDeviceProperties(&card, 0), "cudaGetDeviceProperties");
    if (is_all) mebibytes = 2 * (card.totalGlobalMem >> 20);
    char *held = nullptr;
    need(cudaMalloc(&held, mebibytes << 20), "cudaMalloc");
    need(cudaMemset(held, 1, mebibytes << 20), "cudaMemset");
    need(cudaDeviceSynchronize(), "cudaDeviceSynchronize");
    printf("{\"uuid\": \"%s\", \"cards\": %d, \"visible\": %s, \"order\": %s, \"allocated_mib\": %zu, \"pid\": %d}\n",
           identifier(card).c_str(), cards, quoted(getenv("CUDA_VISIBLE_DEVICES")).c_str(),
           quoted(getenv("CUDA_DEVICE_ORDER")).c_str(), mebibytes, (int)getpid());
    fflush(stdout);
    float *values = nullptr;
    const int size = 1 << 22;
    need(cudaMalloc(&values, size * sizeof(float)), "cudaMalloc");
    need(cudaMemset(values, 0, size * sizeof(float)), "cudaMemset");
    auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    long rounds = 0;
    while (std::chrono::steady_clock::now() < end) {
        if (is_busy) {
            work<<<size / 256, 256>>>(values, size, 20000);
            need(cudaDeviceSynchronize(), "work");
        } else {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        rounds++;
    }
    size_t free = 0, total = 0;
    need(cudaMemGetInfo(&free, &total), "cudaMemGetInfo");
    printf("{\"rounds\": %ld, \"free_mib\": %zu}\n", rounds, free >> 20);
    return 0;
}
