package import SweepModel
internal import Synchronization

/// NVIDIA's cards, by their management library.
///
/// A library that hangs is set aside until the call comes back; one that fails is let go and opened anew by the next
/// discovery, since after an upgrade of the driver another file may be behind the name.
package final class NVMLSource: DeviceSource {
    private let libraries: [String]
    private let files: HostFiles
    private let deadline: Deadline
    private let state = Mutex(State())

    private struct State {
        var session: NVMLSession?
        /// Whether the last discovery went wrong, so that the next look is to be another one: a driver may come late.
        var hasFailed = false
    }

    /// - Parameters:
    ///   - libraries: names or paths of the library, the first that can be opened is used.
    ///   - deadline: how long a look may take. Without persistence mode each card needs seconds to wake up.
    package init(libraries: [String], files: HostFiles, deadline: Span = .seconds(30)) {
        self.libraries = libraries
        self.files = files
        self.deadline = Deadline(deadline)
    }

    package var vendor: Vendor { .nvidia }

    package func discover() -> VendorInventory {
        let wasLate = deadline.isExceeded
        if let inventory = deadline.call({ [self] in find() }) { return inventory }
        let words =
            wasLate
            ? "an earlier call of the NVIDIA library has not come back yet"
            : "the NVIDIA library did not answer within \(deadline.text)"
        return VendorInventory(
            .nvidia, .failed(words, hint: "see whether nvidia-smi hangs too; a reboot may be needed"))
    }

    package func sample() -> DeviceSample {
        deadline.call { [self] in
            state.withLock { $0.session?.sample() ?? DeviceSample(isStale: $0.hasFailed) }
        } ?? DeviceSample(isStale: true)
    }

    /// Lets the library go, so that drivers can be unloaded and cards reset; the next discovery opens it anew.
    package func close() {
        _ = deadline.call { [self] in
            state.withLock { state in
                state.session?.close()
                state.session = nil
            }
        }
    }

    private func find() -> VendorInventory {
        state.withLock { state in
            let inventory = found(&state.session)
            state.hasFailed = if case .failed = inventory.outcome { true } else { false }
            return inventory
        }
    }

    private func found(_ session: inout NVMLSession?) -> VendorInventory {
        do throws(NVMLLibrary.Failure) {
            var open: NVMLSession
            if let known = session { open = known } else { open = try opened() }
            let inventory = open.discover()
            let isUsable = inventory.outcome == .found
            if !isUsable { open.close() }
            session = isUsable ? open : nil
            return inventory
        } catch {
            return failure(error)
        }
    }

    private func opened() throws(NVMLLibrary.Failure) -> NVMLSession {
        NVMLSession(
            library: try NVMLLibrary(paths: libraries), processes: NVMLProcesses(names: ProcessNames(files: files)))
    }

    private func failure(_ failure: NVMLLibrary.Failure) -> VendorInventory {
        let names = libraries.joined(separator: ", ")
        switch failure {
        case .absent: return absent(names)
        case .broken(let words):
            let outcome = VendorInventory.Outcome.failed(
                "the NVIDIA library cannot be used: \(words)", hint: "reinstall the driver")
            return VendorInventory(.nvidia, outcome, notes: ["\(names) is there, and broken"])
        case .status(let status):
            return VendorInventory(.nvidia, status.outcome, driver: loadedDriver, notes: ["\(names) is there"])
        }
    }

    /// No library: nothing of NVIDIA's, or a driver of which a part is missing.
    private func absent(_ names: String) -> VendorInventory {
        let note = "\(names) was not found"
        guard let driver = loadedDriver else { return VendorInventory(.nvidia, .absent, notes: [note]) }
        return VendorInventory(
            .nvidia,
            .failed(
                "the NVIDIA driver \(driver) is loaded, and its library is not installed",
                hint: "install the package with libnvidia-ml.so.1 of the same version"),
            driver: driver, notes: [note])
    }

    /// The version of the kernel's module; nil where it is not loaded.
    private var loadedDriver: String? { files.text("/sys/module/nvidia/version") }
}
