internal import SweepModel

/// What NVIDIA's cards need: driver, library, device nodes, and for containers the toolkit, a specification of the
/// Container Device Interface and links in `/dev/char`.
struct NVIDIAFindings {
    let files: HostFiles
    let inventory: VendorInventory
    /// What `nvidia-ctk --version` printed.
    let toolkit: String?

    var list: [DeviceFinding] {
        let cards = files.cards(of: "0x10de")
        guard cards > 0 || driver != nil || inventory.outcome != .absent else {
            return [finding("card", .absent, "there is none on the bus, no driver and no library")]
        }
        return [self.cards(cards), loaded, library] + nodes + [container] + specification + [reload]
    }

    private func finding(
        _ subject: String, _ verdict: DeviceFinding.Verdict, _ words: String, hint: String? = nil
    ) -> DeviceFinding {
        DeviceFinding(.nvidia, subject, verdict, words, hint: hint)
    }

    private func cards(_ count: Int) -> DeviceFinding {
        count > 0
            ? finding("card", .found, "\(count.counted("card")) on the bus")
            : finding("card", .absent, "the bus shows none; a driver or a library is here all the same")
    }

    private var driver: String? { files.text("/sys/module/nvidia/version") }

    private var loaded: DeviceFinding {
        if let driver { return finding("driver", .found, "\(driver) is loaded") }
        if files.exists("/sys/module/nouveau") {
            return finding(
                "driver", .missing, "the cards have the driver nouveau, which cannot compute",
                hint: "apt-get install nvidia-driver, then reboot")
        }
        return finding("driver", .missing, "the kernel module nvidia is not loaded", hint: "modprobe nvidia")
    }

    private var library: DeviceFinding {
        switch inventory.outcome {
        case .found:
            let runtime = inventory.runtime.map { ", CUDA \($0)" } ?? ""
            return finding("library", .found, "libnvidia-ml.so.1 answers\(runtime)")
        case .absent:
            return finding(
                "library", .missing, "libnvidia-ml.so.1 was not found", hint: "apt-get install libnvidia-ml1")
        case .failed(let words, let hint): return finding("library", .missing, words, hint: hint)
        }
    }

    // MARK: Nodes

    /// What programs open to compute; slices go through their card's.
    private var nodeNames: [String] {
        let minors = Set(inventory.devices.compactMap(\.minor)).sorted()
        return ["/dev/nvidiactl", "/dev/nvidia-uvm"] + minors.map { "/dev/nvidia\($0)" }
    }

    private var nodes: [DeviceFinding] {
        let absent = nodeNames.filter { !files.exists($0) }
        let closed = nodeNames.filter { files.exists($0) && !files.isUsable($0) }
        var found: [DeviceFinding] = []
        if !absent.isEmpty {
            let words = "\(absent.joined(separator: ", ")) \(absent.count == 1 ? "is" : "are") not there"
            found.append(finding("device nodes", .missing, words, hint: "nvidia-modprobe -u -c 0"))
        }
        if !closed.isEmpty {
            let words = "\(closed.joined(separator: ", ")) may not be opened"
            let hint = "let sweepd's unit have them (DeviceAllow=char-nvidia* rw, PrivateDevices=no)"
            found.append(finding("device nodes", .missing, words, hint: hint))
        }
        return found.isEmpty ? [finding("device nodes", .found, nodeNames.joined(separator: ", "))] : found
    }

    // MARK: Containers

    private var container: DeviceFinding {
        let subject = "container toolkit"
        guard let version = ToolkitVersion(toolkit ?? "") else {
            return finding(
                subject, .missing,
                toolkit == nil
                    ? "nvidia-ctk was not found: containers can have no NVIDIA GPU"
                    : "nvidia-ctk does not say its version", hint: "apt-get install nvidia-container-toolkit")
        }
        guard version.namesUUIDs else {
            return finding(
                subject, .missing,
                "\(version.text) writes no UUIDs into CDI specifications, 1.15 is the first that does",
                hint: "apt-get install nvidia-container-toolkit")
        }
        let words =
            version.renews
            ? version.text
            : "\(version.text), which does not renew its specification: do so after each upgrade of the driver"
        return finding(subject, .found, words)
    }

    private var specification: [DeviceFinding] {
        let subject = "CDI specification"
        let devices = CDIDevices(files: files)
        var found = devices.faults.map { finding(subject, .missing, $0, hint: CDIDevices.mending) }
        let wanted = inventory.devices.filter { $0.slicing?.isOn != true }
        for device in wanted {
            guard case .missing(let words, let hint) = devices.access(to: device) else { continue }
            let one = finding(subject, .missing, words, hint: hint)
            if !found.contains(one) { found.append(one) }
        }
        guard found.isEmpty else { return found }
        let words = "\(wanted.count.counted("device")) by UUID, with /dev/nvidia-uvm"
        return [wanted.isEmpty ? finding(subject, .absent, "no device needs one") : finding(subject, .found, words)]
    }

    /// systemd forbids a container the nodes that it finds no link for when it reads its units anew
    /// (nvidia-container-toolkit #48, #1227).
    private var reload: DeviceFinding {
        let subject = "daemon-reload"
        let linked = Set(files.names("/dev/char").compactMap { files.target("/dev/char/\($0)") }.compactMap(Self.last))
        let bare = nodeNames.filter { files.exists($0) && !linked.contains(Self.last($0) ?? "") }
        guard !bare.isEmpty else { return finding(subject, .found, "every node has its link in /dev/char") }
        return finding(
            subject, .missing,
            "no link in /dev/char leads to \(bare.joined(separator: ", ")): "
                + "'systemctl daemon-reload' may take the GPUs away from running containers",
            hint: "nvidia-ctk system create-dev-char-symlinks --create-all")
    }

    private static func last(_ path: String) -> String? { path.split(separator: "/").last.map(String.init) }
}

/// A version of NVIDIA's container toolkit, of what `nvidia-ctk --version` prints.
struct ToolkitVersion {
    let text: String
    private let major: Int
    private let minor: Int

    /// Nil where there is no version in it.
    init?(_ output: String) {
        let words = output.split { $0.isWhitespace }.map { $0.drop { $0 == "v" } }
        guard let word = words.first(where: { $0.first?.isNumber == true && $0.contains(".") }) else { return nil }
        let parts = word.split(separator: ".").map { Int($0.prefix { $0.isNumber }) }
        guard parts.count >= 2, let major = parts[0], let minor = parts[1] else { return nil }
        (text, self.major, self.minor) = (String(word), major, minor)
    }

    /// Whether its specifications name devices by UUID.
    var namesUUIDs: Bool { (major, minor) >= (1, 15) }
    /// Whether a unit of its own makes a new specification when a driver comes.
    var renews: Bool { (major, minor) >= (1, 18) }
}
