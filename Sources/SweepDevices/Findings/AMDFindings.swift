internal import SweepModel

/// What AMD's cards need: the driver with its part for computing, and nodes that may be opened.
struct AMDFindings {
    let files: HostFiles
    let inventory: VendorInventory

    var list: [DeviceFinding] {
        let cards = files.cards(of: "0x1002")
        let hasDriver = files.exists("/sys/module/amdgpu")
        guard cards > 0 || hasDriver || inventory.outcome != .absent else {
            return [finding("card", .absent, "there is none on the bus, and no driver")]
        }
        let count = finding(
            "card", cards > 0 ? .found : .absent,
            cards > 0 ? "\(cards.counted("card")) on the bus" : "the bus shows none")
        return [count, driver(hasDriver), computing] + nodes
    }

    private func finding(
        _ subject: String, _ verdict: DeviceFinding.Verdict, _ words: String, hint: String? = nil
    ) -> DeviceFinding {
        DeviceFinding(.amd, subject, verdict, words, hint: hint)
    }

    private func driver(_ isLoaded: Bool) -> DeviceFinding {
        guard isLoaded else {
            return finding("driver", .missing, "the kernel module amdgpu is not loaded", hint: "modprobe amdgpu")
        }
        let version = files.text("/sys/module/amdgpu/version").map { " \($0)" } ?? ""
        return finding("driver", .found, "amdgpu\(version) is loaded")
    }

    private var computing: DeviceFinding {
        if case .failed(let words, let hint) = inventory.outcome {
            return finding("computing (KFD)", .missing, words, hint: hint)
        }
        guard files.exists(KFDNode.folder) else {
            return finding(
                "computing (KFD)", .missing, "\(KFDNode.folder) was not found", hint: "install AMD's own driver")
        }
        let words = "\(inventory.devices.count.counted("device")) in \(KFDNode.folder)"
        return finding("computing (KFD)", .found, words)
    }

    /// The node that all compute goes through, and each card's own.
    private var nodes: [DeviceFinding] {
        let names = ["/dev/kfd"] + inventory.devices.compactMap(\.minor).map { "/dev/dri/renderD\($0)" }
        let subject = "render group"
        let absent = names.filter { !files.exists($0) }
        guard absent.isEmpty else {
            let words = "\(absent.joined(separator: ", ")) \(absent.count == 1 ? "is" : "are") not there"
            return [finding(subject, .missing, words, hint: "modprobe amdgpu")]
        }
        guard let closed = names.first(where: { !files.isUsable($0) }) else {
            return [finding(subject, .found, "\(names.joined(separator: ", ")) may be opened")]
        }
        let group = files.group(closed).map { ProcessNames.groupName(of: $0) } ?? "render"
        let user = ProcessNames.ownName
        return [
            finding(
                subject, .missing, "\(closed) is open to group '\(group)', of which '\(user)' is none",
                hint: "usermod -aG \(group) \(user), then log in again")
        ]
    }
}
