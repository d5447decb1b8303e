/// What to do about the usual failures, told from the outside: by how an attempt ended, and by its last words.
package enum FailureHint {
    private static let mark = "hint: "
    /// Stands between what a program said and the hint.
    private static let seam = "; " + mark

    /// - Returns: what to do; nil where nothing usual is recognised.
    package static func hint(for evidence: FailureEvidence) -> String? {
        let seen = Seen(evidence)
        return rules.lazy.compactMap { $0(seen) }.first
    }

    /// The words of a failure with the hint at their end.
    package static func attach(_ hint: String?, to words: String?) -> String? {
        guard let hint else { return words }
        return words.map { $0 + seam + hint } ?? mark + hint
    }

    /// The two parts of what ``attach(_:to:)`` made.
    package static func split(_ text: String) -> (words: String?, hint: String?) {
        if let place = text.ranges(of: seam).last {
            return (String(text[..<place.lowerBound]), String(text[place.upperBound...]))
        }
        return text.hasPrefix(mark) ? (nil, String(text.dropFirst(mark.count))) : (text, nil)
    }
}

/// Evidence as the rules look at it.
private struct Seen {
    let evidence: FailureEvidence
    let words: String

    init(_ evidence: FailureEvidence) {
        self.evidence = evidence
        words = evidence.lastWords.lowercased()
    }

    var container: ContainerPlan? { evidence.container }
    var wantsPython: Bool { evidence.program.split(separator: "/").last?.hasPrefix("python") == true }

    func says(_ phrases: String...) -> Bool { phrases.contains { words.contains($0) } }
    func couldNotStart(_ number: Int32) -> Bool {
        evidence.outcome == .launchFailed && evidence.launchErrno == number
    }
}

// The first rule that applies wins; the surer ones come first. Phrases are lower case.
extension FailureHint {
    private typealias Rule = @Sendable (Seen) -> String?

    private static let rules: [Rule] = [
        memory, deviceMemory, device, python, missing, notExecutable, format, sharedMemory, network, cuda, module,
        processes, readOnly,
    ]

    // Linux's numbers, the same on every architecture.
    private static let (noEntry, noFormat, noAccess) = (2 as Int32, 8 as Int32, 13 as Int32)

    private static let memory: Rule = { seen in
        guard seen.evidence.outcome == .outOfMemory else { return nil }
        let limit = (seen.container?.memory ?? seen.evidence.memory).map {
            "it may have \($0.text): raise 'resources.memory', or use less"
        }
        return limit ?? "the host has no more memory: let fewer runs go at once, or use less"
    }

    private static let deviceMemory: Rule = { seen in
        guard seen.evidence.outcome == .outOfDeviceMemory else { return nil }
        return "use less (a smaller batch), or ask for more with 'resources.gpu_memory'"
    }

    private static let device: Rule = { seen in
        guard seen.evidence.outcome == .deviceFault else { return nil }
        return "see what 'sweepctl gpus' says of its GPU; it is tried again at no cost"
    }

    private static let python: Rule = { seen in
        let isLacking =
            seen.couldNotStart(noEntry) && seen.wantsPython
            || seen.evidence.outcome == .exited(code: 127) && seen.says("python")
        guard let container = seen.container, isLacking else { return nil }
        return
            "the image '\(container.image.name)' has no such Python: choose one that has, or say in 'command' where it is"
    }

    private static let missing: Rule = { seen in
        guard let container = seen.container, seen.couldNotStart(noEntry) else { return nil }
        return "the image '\(container.image.name)' lacks it, or lacks the interpreter that its first line names"
    }

    private static let notExecutable: Rule = { seen in
        guard seen.couldNotStart(noAccess) else { return nil }
        return "make it executable with 'chmod +x', or name its interpreter in 'command'"
    }

    private static let format: Rule = { seen in
        guard seen.couldNotStart(noFormat) || seen.says("exec format error") else { return nil }
        let image = seen.container.map {
            $0.image.architecture.isEmpty ? "" : " (the image is for \($0.image.architecture))"
        }
        return "it is for another architecture\(image ?? ""), or a script whose first line lacks '#!'"
    }

    private static let sharedMemory: Rule = { seen in
        guard let container = seen.container else { return nil }
        let isFull =
            [.signalled(7), .exited(code: 135)].contains(seen.evidence.outcome)
            || seen.says("bus error", "insufficient shared memory", "unable to write to file </torch_")
            || seen.says("no space left on device") && seen.says("/dev/shm", "shared memory", "shm_open")
        return isFull ? "/dev/shm holds \(container.sharedMemory.text): raise 'container.shm_size'" : nil
    }

    private static let network: Rule = { seen in
        let isCutOff = seen.says(
            "temporary failure in name resolution", "name or service not known", "could not resolve host",
            "network is unreachable", "no address associated with hostname", "bad address '", "nameresolutionerror",
            "failed to resolve", "unable to resolve host")
        guard seen.container?.network == ContainerNetwork.none, isCutOff else { return nil }
        return "the container has no network: 'container.network: outbound' gives it one"
    }

    private static let cuda: Rule = { seen in
        let isAbsent = seen.says(
            "found no nvidia driver", "no cuda-capable device is detected", "no cuda gpus are available",
            "torch not compiled with cuda enabled", "cuda driver version is insufficient", "libcuda.so.1: cannot open")
        return isAbsent ? "there is no CUDA here: let the program use the CPU where it finds no GPU" : nil
    }

    private static let module: Rule = { seen in
        guard let container = seen.container, seen.says("modulenotfounderror: no module named") else { return nil }
        return
            "install it in the image '\(container.image.name)': the host's Python packages are not seen in a container"
    }

    private static let processes: Rule = { seen in
        let isFull = seen.says(
            "resource temporarily unavailable", "can't start new thread", "cannot fork", "can't fork")
        return seen.container != nil && isFull ? "it has as many processes and threads as a container may have" : nil
    }

    private static let readOnly: Rule = { seen in
        guard seen.container != nil, seen.says("read-only file system") else { return nil }
        return "write to SWEEP_RUN_DIR, HOME, TMPDIR or the working copy"
    }
}
