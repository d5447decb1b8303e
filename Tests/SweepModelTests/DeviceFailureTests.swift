import SweepModel
import Testing

@Suite struct DeviceFailureTests {
    @Test(arguments: [
        // PyTorch, of 2023 and of 2025
        "torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 GiB (GPU 0; 79.15 GiB total capacity)",
        "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 158.37 GiB. GPU 0 has a total capacity of 79 GiB",
        "torch.OutOfMemoryError: HIP out of memory. Tried to allocate 2.00 GiB.",
        "RuntimeError: CUDA error: out of memory",
        // CUDA's and HIP's own words
        "CUDA error in cudaMalloc: out of memory", "CUDA_ERROR_OUT_OF_MEMORY", "error 2 (cudaErrorMemoryAllocation)",
        "hipErrorOutOfMemory", "hipMalloc failed: out of memory",
        "RuntimeError: CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        // JAX, TensorFlow, CuPy, RAPIDS
        "XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory while trying to allocate 85899345920 bytes.",
        "ResourceExhaustedError: OOM when allocating tensor with shape[4096,4096] on /device:GPU:0",
        "cupy.cuda.memory.OutOfMemoryError: Out of memory allocating 85,899,346,432 bytes",
        "MemoryError: std::bad_alloc: out_of_memory: CUDA error at: cuda_memory_resource.hpp",
    ])
    func `what ran out of a GPU's memory is told by its last words`(words: String) {
        let text = "Traceback (most recent call last):\n  File \"train.py\", line 3\n\(words)\nsome more\n"
        #expect(DeviceFailure.outcome(.exited(code: 1), lastWords: text) == .outOfDeviceMemory)
        #expect(DeviceFailure.outcome(.signalled(6), lastWords: text) == .outOfDeviceMemory)
    }

    @Test(arguments: [
        "RuntimeError: CUDA error: uncorrectable ECC error encountered",
        "Failed to initialize NVML: Unknown Error",
        "RuntimeError: CUDA error: all CUDA-capable devices are busy: CUDA-capable device(s) is/are busy or unavailable",
        "CUDA error: system not yet initialized; CUDA error: out of memory",
    ])
    func `what only a card or its driver can cause is its fault`(words: String) {
        #expect(DeviceFailure.outcome(.exited(code: 1), lastWords: words) == .deviceFault)
    }

    @Test(arguments: [
        "", "MemoryError", "slurmstepd: Out of memory", "grpc: RESOURCE_EXHAUSTED: quota exceeded",
        "the shipment is out of memory", "CUDA error: an illegal memory access was encountered",
        "CUDA error: device-side assert triggered", "loaded the gpu\nout of memory",
    ])
    func `other words say nothing of a GPU`(words: String) {
        #expect(DeviceFailure.outcome(.exited(code: 1), lastWords: words) == .exited(code: 1))
    }

    @Test(arguments: [
        Outcome.exited(code: 0), .timedOut, .lost, .outOfMemory, .launchFailed,
    ])
    func `an outcome that is sure already stays`(outcome: Outcome) {
        #expect(DeviceFailure.outcome(outcome, lastWords: "CUDA out of memory") == outcome)
    }

    @Test func `a shortage is the run's own failure, and a fault is the host's`() {
        #expect(Outcome.outOfDeviceMemory.reason == .gpuOOM && Outcome.deviceFault.reason == .gpuFault)
        #expect(Reason.gpuFault.isHostFailure && !Reason.gpuOOM.isHostFailure)
    }
}
