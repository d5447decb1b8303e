/// Failures that concern a GPU, told from the last words of a program that had one.
///
/// The words are those of CUDA, HIP, PyTorch, JAX, TensorFlow, CuPy and RAPIDS as of 2025.
package enum DeviceFailure {
    /// A program's outcome, made more exact where it failed by itself and its last words tell why.
    ///
    /// - Parameter lastWords: the end of what it wrote, some thousand bytes.
    package static func outcome(_ outcome: Outcome, lastWords: String) -> Outcome {
        switch outcome {
        case .exited(let code) where code != 0: told(by: lastWords) ?? outcome
        case .signalled: told(by: lastWords) ?? outcome
        default: outcome
        }
    }

    /// A broken card also makes programs complain of its memory, so that comes first.
    private static func told(by lastWords: String) -> Outcome? {
        let words = lastWords.lowercased()
        if faults.contains(where: words.contains) { return .deviceFault }
        if shortages.contains(where: words.contains) { return .outOfDeviceMemory }
        return words.split(whereSeparator: \.isNewline).contains(where: isShortage) ? .outOfDeviceMemory : nil
    }

    /// What no program can cause: the card, its driver, or what should have made it reachable.
    private static let faults = [
        "uncorrectable ecc error", "cudaerroreccuncorrectable", "cuda_error_ecc_uncorrectable",
        "gpu has fallen off the bus", "gpu is lost", "failed to initialize nvml", "cudaerrorsystemnotready",
        "cuda_error_system_not_ready", "system not yet initialized", "cudaerrorsystemdrivermismatch",
        "cudaerrordevicesunavailable", "cuda-capable device(s) is/are busy or unavailable",
    ]

    private static let shortages = [
        "cuda out of memory", "hip out of memory", "torch.outofmemoryerror", "torch.cuda.outofmemoryerror",
        "cuda_error_out_of_memory", "cudaerrormemoryallocation", "hiperroroutofmemory", "cublas_status_alloc_failed",
        "cudnn_status_alloc_failed", "rocblas_status_memory_error", "oom when allocating tensor",
        "cupy.cuda.memory.outofmemoryerror",
    ]

    /// Whether a line says in whatever words that memory ran out, and that it was a GPU's.
    private static func isShortage(_ line: Substring) -> Bool {
        guard line.contains("out of memory") || line.contains("out_of_memory") else { return false }
        let words = line.split { !$0.isLetter && $0 != "_" }
        return words.contains { word in
            word.hasPrefix("cuda") || word.hasPrefix("hip") || word.hasPrefix("rocm")
                || ["gpu", "vram", "resource_exhausted"].contains(word)
        }
    }
}
