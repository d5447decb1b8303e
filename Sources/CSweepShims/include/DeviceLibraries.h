/// The binary interfaces of the GPU vendors' libraries, as far as they are used: opened at run time, never linked.
///
/// Each function may be missing from the library at hand, and is NULL then. Names, numbers and layouts are those of
/// NVML (NVIDIA's documentation of its API) and of rocm_smi_lib (AMD's); the layouts hold on x86-64 and aarch64 alike.
/// Calls return 0 where they succeeded.
#pragma once

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// MARK: NVML

/// A card or a slice of one (nvmlDevice_t).
typedef struct sweep_nvml_device *sweep_nvml_device;
/// A set of awaited events (nvmlEventSet_t).
typedef struct sweep_nvml_event_set *sweep_nvml_event_set;

struct sweep_nvml_memory {
    uint64_t total, free, used;
};

/// `version` must be SWEEP_NVML_MEMORY_VERSION on the way in.
struct sweep_nvml_memory_v2 {
    uint32_t version;
    uint64_t total, reserved, free, used;
};
static const uint32_t SWEEP_NVML_MEMORY_VERSION = 0x02000028;

struct sweep_nvml_pci {
    char legacy_address[16];
    uint32_t domain, bus, device, device_id, subsystem_id;
    /// Upper case, with a domain of eight digits.
    char address[32];
};

struct sweep_nvml_utilisation {
    uint32_t gpu, memory;
};

/// What lists of processes hold; shorter and longer entries have been seen, so lists are passed as bytes.
struct sweep_nvml_process {
    uint32_t pid;
    /// All ones: not known.
    uint64_t memory;
    uint32_t gpu_instance, compute_instance;
};

struct sweep_nvml_event {
    sweep_nvml_device _Nullable device;
    uint64_t type, data;
    uint32_t gpu_instance, compute_instance;
};

struct sweep_nvml_attributes {
    uint32_t multiprocessors, copy_engines, decoders, encoders, jpeg_engines, optical_flow_engines;
    uint32_t gpu_slices, compute_slices;
    uint64_t memory_mebibytes;
};

struct sweep_nvml_field {
    uint32_t id, scope;
    int64_t timestamp, latency;
    uint32_t type;
    int32_t status;
    uint64_t value;
};

#define SWEEP_NVML_FUNCTIONS(X) \
    X(nvmlInit_v2, (void)) \
    X(nvmlShutdown, (void)) \
    X(nvmlSystemGetDriverVersion, (char *text, uint32_t size)) \
    X(nvmlSystemGetNVMLVersion, (char *text, uint32_t size)) \
    X(nvmlSystemGetCudaDriverVersion_v2, (int32_t *version)) \
    X(nvmlDeviceGetCount_v2, (uint32_t *count)) \
    X(nvmlDeviceGetHandleByIndex_v2, (uint32_t index, sweep_nvml_device _Nullable *_Nonnull device)) \
    X(nvmlDeviceGetUUID, (sweep_nvml_device device, char *text, uint32_t size)) \
    X(nvmlDeviceGetName, (sweep_nvml_device device, char *text, uint32_t size)) \
    X(nvmlDeviceGetMinorNumber, (sweep_nvml_device device, uint32_t *minor)) \
    X(nvmlDeviceGetPciInfo_v3, (sweep_nvml_device device, struct sweep_nvml_pci *pci)) \
    X(nvmlDeviceGetMemoryInfo, (sweep_nvml_device device, struct sweep_nvml_memory *memory)) \
    X(nvmlDeviceGetMemoryInfo_v2, (sweep_nvml_device device, struct sweep_nvml_memory_v2 *memory)) \
    X(nvmlDeviceGetUtilizationRates, (sweep_nvml_device device, struct sweep_nvml_utilisation *rates)) \
    X(nvmlDeviceGetTemperature, (sweep_nvml_device device, int32_t sensor, uint32_t *celsius)) \
    X(nvmlDeviceGetPowerUsage, (sweep_nvml_device device, uint32_t *milliwatts)) \
    X(nvmlDeviceGetTotalEnergyConsumption, (sweep_nvml_device device, uint64_t *millijoules)) \
    X(nvmlDeviceGetCudaComputeCapability, (sweep_nvml_device device, int32_t *major, int32_t *minor)) \
    X(nvmlDeviceGetComputeMode, (sweep_nvml_device device, int32_t *mode)) \
    X(nvmlDeviceGetNumaNodeId, (sweep_nvml_device device, uint32_t *node)) \
    X(nvmlDeviceGetTopologyCommonAncestor, (sweep_nvml_device first, sweep_nvml_device second, int32_t *level)) \
    X(nvmlDeviceGetP2PStatus, (sweep_nvml_device first, sweep_nvml_device second, int32_t way, int32_t *status)) \
    X(nvmlDeviceGetNvLinkState, (sweep_nvml_device device, uint32_t link, int32_t *isActive)) \
    X(nvmlDeviceGetNvLinkRemotePciInfo_v2, (sweep_nvml_device device, uint32_t link, struct sweep_nvml_pci *pci)) \
    X(nvmlDeviceGetMigMode, (sweep_nvml_device device, uint32_t *current, uint32_t *pending)) \
    X(nvmlDeviceGetMaxMigDeviceCount, (sweep_nvml_device device, uint32_t *count)) \
    X(nvmlDeviceGetMigDeviceHandleByIndex, \
        (sweep_nvml_device device, uint32_t index, sweep_nvml_device _Nullable *_Nonnull slice)) \
    X(nvmlDeviceGetAttributes_v2, (sweep_nvml_device device, struct sweep_nvml_attributes *attributes)) \
    X(nvmlDeviceGetRemappedRows, \
        (sweep_nvml_device device, uint32_t *corrected, uint32_t *uncorrected, uint32_t *pending, uint32_t *failed)) \
    X(nvmlDeviceGetRetiredPagesPendingStatus, (sweep_nvml_device device, int32_t *isPending)) \
    X(nvmlDeviceGetFieldValues, (sweep_nvml_device device, int32_t count, struct sweep_nvml_field *fields)) \
    X(nvmlDeviceGetComputeRunningProcesses, (sweep_nvml_device device, uint32_t *count, void *_Nullable list)) \
    X(nvmlDeviceGetComputeRunningProcesses_v2, (sweep_nvml_device device, uint32_t *count, void *_Nullable list)) \
    X(nvmlDeviceGetComputeRunningProcesses_v3, (sweep_nvml_device device, uint32_t *count, void *_Nullable list)) \
    X(nvmlDeviceGetGraphicsRunningProcesses, (sweep_nvml_device device, uint32_t *count, void *_Nullable list)) \
    X(nvmlDeviceGetGraphicsRunningProcesses_v2, (sweep_nvml_device device, uint32_t *count, void *_Nullable list)) \
    X(nvmlDeviceGetGraphicsRunningProcesses_v3, (sweep_nvml_device device, uint32_t *count, void *_Nullable list)) \
    X(nvmlDeviceGetMPSComputeRunningProcesses, (sweep_nvml_device device, uint32_t *count, void *_Nullable list)) \
    X(nvmlDeviceGetMPSComputeRunningProcesses_v2, (sweep_nvml_device device, uint32_t *count, void *_Nullable list)) \
    X(nvmlDeviceGetMPSComputeRunningProcesses_v3, (sweep_nvml_device device, uint32_t *count, void *_Nullable list)) \
    X(nvmlEventSetCreate, (sweep_nvml_event_set _Nullable *_Nonnull set)) \
    X(nvmlDeviceGetSupportedEventTypes, (sweep_nvml_device device, uint64_t *types)) \
    X(nvmlDeviceRegisterEvents, (sweep_nvml_device device, uint64_t types, sweep_nvml_event_set set)) \
    X(nvmlEventSetWait_v2, (sweep_nvml_event_set set, struct sweep_nvml_event *event, uint32_t milliseconds)) \
    X(nvmlEventSetFree, (sweep_nvml_event_set set))

#define SWEEP_MEMBER(name, arguments) int32_t(*_Nullable name) arguments;

/// The functions of an opened libnvidia-ml.so.1.
struct sweep_nvml {
    SWEEP_NVML_FUNCTIONS(SWEEP_MEMBER)
};

/// Looks the functions up in a library that dlopen has opened.
void sweep_nvml_load(void *library, struct sweep_nvml *functions);

// MARK: rocm_smi


/// Only functions with plain numbers: other layouts have changed without notice.
#define SWEEP_ROCM_FUNCTIONS(X) \
    X(rsmi_init, (uint64_t flags)) \
    X(rsmi_shut_down, (void)) \
    X(rsmi_num_monitor_devices, (uint32_t *count)) \
    X(rsmi_dev_name_get, (uint32_t index, char *text, size_t size)) \
    X(rsmi_dev_unique_id_get, (uint32_t index, uint64_t *id)) \
    X(rsmi_dev_pci_id_get, (uint32_t index, uint64_t *address)) \
    X(rsmi_dev_memory_total_get, (uint32_t index, uint32_t kind, uint64_t *bytes)) \
    X(rsmi_dev_memory_usage_get, (uint32_t index, uint32_t kind, uint64_t *bytes)) \
    X(rsmi_dev_busy_percent_get, (uint32_t index, uint32_t *percent)) \
    X(rsmi_topo_numa_affinity_get, (uint32_t index, uint32_t *node))

/// The functions of an opened librocm_smi64.
struct sweep_rocm {
    SWEEP_ROCM_FUNCTIONS(SWEEP_MEMBER)
};

/// Looks the functions up in a library that dlopen has opened.
void sweep_rocm_load(void *library, struct sweep_rocm *functions);

#undef SWEEP_MEMBER
#pragma clang assume_nonnull end
