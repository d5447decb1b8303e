/// The machine that the stand-in shows, as its file describes it.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { cards_max = 64, slices_max = 8, processes_max = 64, words_max = 8, text_max = 96 };

struct process {
    uint32_t pid;
    /// 0 compute, 1 graphics, 2 MPS.
    int kind;
    /// All ones: unknown.
    uint64_t memory;
};

struct entity {
    char uuid[text_max], name[text_max], address[text_max], profile[text_max];
    uint64_t memory, used, reserved, energy;
    int minor, numa_node, bridge, major_capability, minor_capability, compute_mode;
    int utilisation, temperature, power, recovery, handle_code, lost_after, calls, xid;
    bool is_sliced, remap_pending, remap_failed, retire_pending;
    char without[words_max][text_max];
    int withouts;
    int nvlinks[cards_max];
    struct process processes[processes_max];
    int process_count;
};

struct card {
    struct entity own;
    struct entity slices[slices_max];
    int slice_count;
};

struct machine {
    char driver[text_max], runtime[text_max], hang[text_max];
    char missing[words_max][text_max];
    int missings, init_code, stride;
    bool is_nonsense;
    struct card cards[cards_max];
    int card_count;
};

/// Reads the description; false where there is no such file.
bool machine_read(const char *path, struct machine *machine);
