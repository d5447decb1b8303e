#define _GNU_SOURCE
#include "machine.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

// The layouts of nvml.h.

typedef struct { unsigned long long total, free, used; } nvmlMemory_t;
typedef struct { unsigned version; unsigned long long total, reserved, free, used; } nvmlMemory_v2_t;
typedef struct {
    char busIdLegacy[16];
    unsigned domain, bus, device, pciDeviceId, pciSubSystemId;
    char busId[32];
} nvmlPciInfo_t;
typedef struct { unsigned gpu, memory; } nvmlUtilization_t;
typedef struct { void *device; unsigned long long eventType, eventData; unsigned gi, ci; } nvmlEventData_t;
typedef struct { unsigned counts[8]; unsigned long long memorySizeMB; } nvmlDeviceAttributes_t;
typedef struct {
    unsigned fieldId, scopeId;
    long long timestamp, latencyUsec;
    unsigned valueType, nvmlReturn;
    union { unsigned ui; unsigned long long ull; } value;
} nvmlFieldValue_t;

enum {
    success = 0, uninitialised = 1, invalid_argument = 2, not_supported = 3, not_found = 6, insufficient_size = 7,
    timeout = 10, function_not_found = 13, gpu_is_lost = 15, version_mismatch = 25,
};

static struct machine machine;
static struct timespec read_at;
static char machine_path[4096];
static int users;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void find_machine(void) {
    const char *named = getenv("SWEEP_STAND_IN_MACHINE");
    Dl_info info;
    if (named != NULL) {
        snprintf(machine_path, sizeof machine_path, "%s", named);
    } else if (dladdr((void *)find_machine, &info) != 0) {
        const char *slash = strrchr(info.dli_fname, '/');
        int length = slash == NULL ? 0 : (int)(slash - info.dli_fname + 1);
        snprintf(machine_path, sizeof machine_path, "%.*smachine.yaml", length, info.dli_fname);
    }
}

static void refresh(void) {
    struct stat facts;
    if (stat(machine_path, &facts) != 0) return;
    if (memcmp(&facts.st_mtim, &read_at, sizeof read_at) == 0) return;
    read_at = facts.st_mtim;
    machine_read(machine_path, &machine);
}

static bool holds(char words[][text_max], int count, const char *word) {
    for (int index = 0; index < count; index++)
        if (strcmp(words[index], word) == 0) return true;
    return false;
}

/// What every call begins with: the machine as its file says now, and this function's own misbehaviour.
static int enter(const char *function) {
    pthread_mutex_lock(&lock);
    refresh();
    bool hangs = strcmp(machine.hang, function) == 0;
    int code = users == 0 ? uninitialised : holds(machine.missing, machine.missings, function) ? function_not_found : 0;
    if (hangs || code != 0) pthread_mutex_unlock(&lock);
    while (hangs) pause();
    return code;
}

static int leave(int code) {
    pthread_mutex_unlock(&lock);
    return code;
}

// A handle is 1 + card * 16 + (0 for the card, 1 + number for a slice): it outlives every reading of the file.

static void *handle_of(int card, int slice) { return (void *)(intptr_t)(1 + card * 16 + slice + 1); }

static struct card *card_of(void *handle) {
    intptr_t card = ((intptr_t)handle - 1) / 16;
    return handle == NULL || card >= machine.card_count ? NULL : &machine.cards[card];
}

static struct entity *entity_of(void *handle) {
    struct card *card = card_of(handle);
    if (card == NULL) return NULL;
    intptr_t slice = ((intptr_t)handle - 1) % 16;
    if (slice == 0) return &card->own;
    return slice > card->slice_count ? NULL : &card->slices[slice - 1];
}

/// Enters a call that concerns a device; the caller leaves where the code is 0.
static int enter_device(const char *function, void *handle, struct entity **entity) {
    int code = enter(function);
    if (code != 0) return code;
    *entity = entity_of(handle);
    struct card *card = card_of(handle);
    if (*entity == NULL) return leave(invalid_argument);
    int calls = ++card->own.calls;
    if (card->own.lost_after >= 0 && calls > card->own.lost_after) return leave(gpu_is_lost);
    if (holds((*entity)->without, (*entity)->withouts, function)) return leave(not_supported);
    return 0;
}

#define DEVICE_CALL(handle) \
    struct entity *entity; \
    int entered = enter_device(__func__, handle, &entity); \
    if (entered != 0) return entered;

static int put_text(char *target, unsigned size, const char *text) {
    if (machine.is_nonsense) {
        // As a library without manners: no NUL at the end, and no UTF-8.
        memset(target, 0xFE, size);
        return leave(success);
    }
    if (strlen(text) + 1 > size) return leave(insufficient_size);
    strcpy(target, text);
    return leave(success);
}

// MARK: System

int nvmlInit_v2(void) {
    pthread_mutex_lock(&lock);
    if (machine_path[0] == 0) find_machine();
    refresh();
    bool hangs = strcmp(machine.hang, __func__) == 0;
    int code = machine.init_code;
    if (code == 0) users++;
    pthread_mutex_unlock(&lock);
    while (hangs) pause();
    return code;
}

int nvmlShutdown(void) {
    int code = enter(__func__);
    if (code != 0) return code;
    users--;
    return leave(success);
}

int nvmlSystemGetDriverVersion(char *text, unsigned size) {
    int code = enter(__func__);
    return code != 0 ? code : put_text(text, size, machine.driver);
}

int nvmlSystemGetNVMLVersion(char *text, unsigned size) {
    int code = enter(__func__);
    return code != 0 ? code : put_text(text, size, machine.driver);
}

int nvmlSystemGetCudaDriverVersion_v2(int *version) {
    int code = enter(__func__);
    if (code != 0) return code;
    int major = 0, minor = 0;
    sscanf(machine.runtime, "%d.%d", &major, &minor);
    *version = machine.is_nonsense ? -7 : major * 1000 + minor * 10;
    return leave(success);
}

int nvmlDeviceGetCount_v2(unsigned *count) {
    int code = enter(__func__);
    if (code != 0) return code;
    *count = machine.is_nonsense ? 4000000000u : (unsigned)machine.card_count;
    return leave(success);
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device) {
    int code = enter(__func__);
    if (code != 0) return code;
    if (index >= (unsigned)machine.card_count) return leave(invalid_argument);
    *device = handle_of((int)index, -1);
    return leave(machine.cards[index].own.handle_code);
}

// MARK: Facts of a device

int nvmlDeviceGetUUID(void *device, char *text, unsigned size) {
    DEVICE_CALL(device)
    return put_text(text, size, entity->uuid);
}

int nvmlDeviceGetName(void *device, char *text, unsigned size) {
    DEVICE_CALL(device)
    char name[3 * text_max];
    if (entity->profile[0] == 0) return put_text(text, size, entity->name);
    snprintf(name, sizeof name, "%s MIG %s", card_of(device)->own.name, entity->profile);
    return put_text(text, size, name);
}

int nvmlDeviceGetMinorNumber(void *device, unsigned *minor) {
    DEVICE_CALL(device)
    *minor = (unsigned)entity->minor;
    return leave(entity->minor < 0 ? not_supported : success);
}

int nvmlDeviceGetPciInfo_v3(void *device, nvmlPciInfo_t *pci) {
    DEVICE_CALL(device)
    memset(pci, 0, sizeof *pci);
    unsigned function = 0;
    if (sscanf(entity->address, "%x:%x:%x.%x", &pci->domain, &pci->bus, &pci->device, &function) != 4)
        return leave(not_supported);
    snprintf(pci->busId, sizeof pci->busId, "%08X:%02X:%02X.0", pci->domain, pci->bus, pci->device);
    snprintf(pci->busIdLegacy, sizeof pci->busIdLegacy, "%04X:%02X:%02X.0", pci->domain, pci->bus, pci->device);
    return leave(success);
}

static uint64_t used(const struct entity *entity) {
    uint64_t sum = entity->used;
    for (int index = 0; index < entity->process_count && entity->used == 0; index++)
        if (entity->processes[index].memory != UINT64_MAX) sum += entity->processes[index].memory;
    return machine.is_nonsense ? UINT64_MAX - 5 : sum;
}

int nvmlDeviceGetMemoryInfo(void *device, nvmlMemory_t *memory) {
    DEVICE_CALL(device)
    uint64_t taken = used(entity) + entity->reserved;
    *memory = (nvmlMemory_t){entity->memory, entity->memory - taken, taken};
    return leave(entity->memory == 0 ? not_supported : success);
}

int nvmlDeviceGetMemoryInfo_v2(void *device, nvmlMemory_v2_t *memory) {
    DEVICE_CALL(device)
    if (memory->version != (sizeof *memory | 2 << 24)) return leave(version_mismatch);
    uint64_t taken = used(entity);
    memory->total = entity->memory;
    memory->reserved = entity->reserved;
    memory->used = taken;
    memory->free = entity->memory - taken - entity->reserved;
    return leave(entity->memory == 0 ? not_supported : success);
}

int nvmlDeviceGetUtilizationRates(void *device, nvmlUtilization_t *rates) {
    DEVICE_CALL(device)
    *rates = (nvmlUtilization_t){machine.is_nonsense ? 5000 : (unsigned)entity->utilisation, 0};
    return leave(entity->utilisation < 0 ? not_supported : success);
}

int nvmlDeviceGetTemperature(void *device, int sensor, unsigned *celsius) {
    DEVICE_CALL(device)
    *celsius = (unsigned)entity->temperature;
    return leave(sensor != 0 || entity->temperature < 0 ? not_supported : success);
}

int nvmlDeviceGetPowerUsage(void *device, unsigned *milliwatts) {
    DEVICE_CALL(device)
    *milliwatts = (unsigned)entity->power;
    return leave(entity->power < 0 ? not_supported : success);
}

int nvmlDeviceGetTotalEnergyConsumption(void *device, unsigned long long *millijoules) {
    DEVICE_CALL(device)
    *millijoules = entity->energy;
    return leave(entity->energy == 0 ? not_supported : success);
}

int nvmlDeviceGetCudaComputeCapability(void *device, int *major, int *minor) {
    DEVICE_CALL(device)
    *major = entity->major_capability;
    *minor = entity->minor_capability;
    return leave(entity->major_capability == 0 ? not_supported : success);
}

int nvmlDeviceGetComputeMode(void *device, int *mode) {
    DEVICE_CALL(device)
    *mode = entity->compute_mode;
    return leave(success);
}

int nvmlDeviceGetNumaNodeId(void *device, unsigned *node) {
    DEVICE_CALL(device)
    *node = (unsigned)entity->numa_node;
    return leave(entity->numa_node < 0 ? not_supported : success);
}

// MARK: Topology

static int links_between(void *first, void *second) {
    struct card *card = card_of(first);
    int peer = (int)(((intptr_t)second - 1) / 16);
    return card == NULL || peer >= cards_max ? 0 : card->own.nvlinks[peer];
}

int nvmlDeviceGetTopologyCommonAncestor(void *first, void *second, int *level) {
    DEVICE_CALL(first)
    struct entity *other = entity_of(second);
    if (other == NULL) return leave(invalid_argument);
    bool same_switch = entity->bridge >= 0 && entity->bridge == other->bridge;
    *level = same_switch ? 10 : entity->numa_node == other->numa_node ? 40 : 50;
    return leave(success);
}

int nvmlDeviceGetP2PStatus(void *first, void *second, int way, int *status) {
    DEVICE_CALL(first)
    *status = way == 2 && links_between(first, second) > 0 ? 0 : 4;
    return leave(success);
}

enum { links_max = 18, nobody = -1, a_switch = -2 };

/// Which card is behind a link. With more links than a card can have, all lead to a switch that joins the cards.
static int peer_behind(const struct entity *entity, unsigned link) {
    int sum = 0, most = 0;
    for (int peer = 0; peer < machine.card_count; peer++) {
        sum += entity->nvlinks[peer];
        if (entity->nvlinks[peer] > most) most = entity->nvlinks[peer];
    }
    if (sum > links_max) return link < (unsigned)most ? a_switch : nobody;
    for (int peer = 0; peer < machine.card_count; peer++) {
        if (link < (unsigned)entity->nvlinks[peer]) return peer;
        link -= (unsigned)entity->nvlinks[peer];
    }
    return nobody;
}

int nvmlDeviceGetNvLinkState(void *device, unsigned link, int *is_active) {
    DEVICE_CALL(device)
    *is_active = 1;
    return leave(peer_behind(entity, link) == nobody ? invalid_argument : success);
}

int nvmlDeviceGetNvLinkRemotePciInfo_v2(void *device, unsigned link, nvmlPciInfo_t *pci) {
    DEVICE_CALL(device)
    int peer = peer_behind(entity, link);
    leave(success);
    if (peer >= 0) return nvmlDeviceGetPciInfo_v3(handle_of(peer, -1), pci);
    *pci = (nvmlPciInfo_t){.bus = 0xfe, .busId = "00000000:FE:00.0"};
    return peer == nobody ? invalid_argument : success;
}

// MARK: Slices

int nvmlDeviceGetMigMode(void *device, unsigned *current, unsigned *pending) {
    DEVICE_CALL(device)
    *current = *pending = entity->is_sliced;
    return leave(entity->major_capability < 8 ? not_supported : success);
}

int nvmlDeviceGetMaxMigDeviceCount(void *device, unsigned *count) {
    DEVICE_CALL(device)
    (void)entity;
    *count = 7;
    return leave(success);
}

/// Slices take every second number first, so that there are holes, as on real cards.
int nvmlDeviceGetMigDeviceHandleByIndex(void *device, unsigned index, void **slice) {
    DEVICE_CALL(device)
    (void)entity;
    struct card *card = card_of(device);
    int number = card->slice_count <= 3 ? (index % 2 == 0 ? (int)index / 2 : -1) : (int)index;
    if (number < 0 || number >= card->slice_count) return leave(not_found);
    *slice = handle_of((int)(card - machine.cards), number);
    return leave(success);
}

int nvmlDeviceGetAttributes_v2(void *device, nvmlDeviceAttributes_t *attributes) {
    DEVICE_CALL(device)
    memset(attributes, 0, sizeof *attributes);
    attributes->memorySizeMB = entity->memory >> 20;
    return leave(success);
}

// MARK: Health

int nvmlDeviceGetRemappedRows(void *device, unsigned *corrected, unsigned *uncorrected, unsigned *pending,
                              unsigned *failed) {
    DEVICE_CALL(device)
    *corrected = *uncorrected = 0;
    *pending = entity->remap_pending;
    *failed = entity->remap_failed;
    return leave(entity->is_sliced || entity->major_capability < 8 ? not_supported : success);
}

int nvmlDeviceGetRetiredPagesPendingStatus(void *device, int *is_pending) {
    DEVICE_CALL(device)
    *is_pending = entity->retire_pending;
    return leave(success);
}

int nvmlDeviceGetFieldValues(void *device, int count, nvmlFieldValue_t *fields) {
    DEVICE_CALL(device)
    for (int index = 0; index < count; index++) {
        fields[index].valueType = 1;
        fields[index].nvmlReturn = fields[index].fieldId == 230 ? success : not_supported;
        fields[index].value.ull = 0;
        fields[index].value.ui = (unsigned)entity->recovery;
    }
    return leave(success);
}

// MARK: Processes

static int list(const struct entity *entity, int kind, unsigned stride, unsigned *count, unsigned char *entries) {
    unsigned needed = 0;
    for (int index = 0; index < entity->process_count; index++) needed += entity->processes[index].kind == kind;
    if (machine.is_nonsense) {
        *count = 3000000000u;
        return leave(success);
    }
    unsigned room = *count;
    *count = needed;
    if (needed > room) return leave(insufficient_size);
    for (int index = 0; index < entity->process_count; index++) {
        const struct process *process = &entity->processes[index];
        if (process->kind != kind) continue;
        memcpy(entries, &process->pid, 4);
        memcpy(entries + 8, &process->memory, 8);
        if (stride >= 24) memset(entries + 16, 0xFF, 8);
        if (stride >= 32) memset(entries + 24, 0, 8);
        entries += stride;
    }
    return leave(success);
}

#define PROCESS_LISTS(kind, number) \
    int nvmlDeviceGet##kind##RunningProcesses(void *device, unsigned *count, void *entries) { \
        DEVICE_CALL(device) \
        return list(entity, number, 16, count, entries); \
    } \
    int nvmlDeviceGet##kind##RunningProcesses_v2(void *device, unsigned *count, void *entries) { \
        DEVICE_CALL(device) \
        return list(entity, number, 24, count, entries); \
    } \
    int nvmlDeviceGet##kind##RunningProcesses_v3(void *device, unsigned *count, void *entries) { \
        DEVICE_CALL(device) \
        return list(entity, number, (unsigned)machine.stride, count, entries); \
    }

PROCESS_LISTS(Compute, 0)
PROCESS_LISTS(Graphics, 1)
PROCESS_LISTS(MPSCompute, 2)

// MARK: Events

int nvmlEventSetCreate(void **set) {
    int code = enter(__func__);
    if (code != 0) return code;
    *set = malloc(1);
    return leave(success);
}

int nvmlEventSetFree(void *set) {
    free(set);
    return success;
}

int nvmlDeviceGetSupportedEventTypes(void *device, unsigned long long *types) {
    DEVICE_CALL(device)
    (void)entity;
    *types = 0x8 | 0x2;
    return leave(success);
}

int nvmlDeviceRegisterEvents(void *device, unsigned long long types, void *set) {
    DEVICE_CALL(device)
    (void)entity, (void)set;
    return leave((types & ~0xAull) != 0 ? not_supported : success);
}

static bool take_event(nvmlEventData_t *event) {
    for (int index = 0; index < machine.card_count; index++) {
        struct entity *card = &machine.cards[index].own;
        if (card->xid == 0) continue;
        *event = (nvmlEventData_t){handle_of(index, -1), 0x8, (unsigned long long)card->xid, ~0u, ~0u};
        card->xid = 0;
        return true;
    }
    return false;
}

/// The file may get an event at any time, so the stand-in looks at it again and again; the real library does not.
int nvmlEventSetWait_v2(void *set, nvmlEventData_t *event, unsigned milliseconds) {
    (void)set;
    for (unsigned waited = 0;; waited += 5) {
        int code = enter(__func__);
        if (code != 0) return code;
        bool is_there = take_event(event);
        leave(success);
        if (is_there) return success;
        if (waited >= milliseconds) return timeout;
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
}
