#include "DeviceLibraries.h"

#include <dlfcn.h>

_Static_assert(sizeof(struct sweep_nvml_memory) == 24, "nvmlMemory_t");
_Static_assert(sizeof(struct sweep_nvml_memory_v2) == 40, "nvmlMemory_v2_t");
_Static_assert(sizeof(struct sweep_nvml_pci) == 68, "nvmlPciInfo_t");
_Static_assert(offsetof(struct sweep_nvml_pci, address) == 36, "nvmlPciInfo_t");
_Static_assert(sizeof(struct sweep_nvml_process) == 24, "nvmlProcessInfo_t");
_Static_assert(sizeof(struct sweep_nvml_event) == 32, "nvmlEventData_t");
_Static_assert(sizeof(struct sweep_nvml_attributes) == 40, "nvmlDeviceAttributes_t");
_Static_assert(sizeof(struct sweep_nvml_field) == 40, "nvmlFieldValue_t");

#define LOAD(name, arguments) functions->name = (__typeof__(functions->name))dlsym(library, #name);

void sweep_nvml_load(void *library, struct sweep_nvml *functions) { SWEEP_NVML_FUNCTIONS(LOAD) }

void sweep_rocm_load(void *library, struct sweep_rocm *functions) { SWEEP_ROCM_FUNCTIONS(LOAD) }
