internal import SweepDevices
internal import SweepModel

/// What of runs can be limited: the controllers that the user's own manager was given.
struct ControlGroupCheck: Check {
    private static let name = "cgroups"
    private static let needed = ["cpu", "memory", "pids"]

    func findings(on host: DoctorHost) async -> [Finding] {
        let lookedFor = "cgroup v2 with \(Self.needed.joined(separator: ", "))"
        guard let all = host.files.text("/sys/fs/cgroup/cgroup.controllers") else {
            return [
                Finding(
                    Self.name, host.isRoot ? .ok : .warning, lookedFor: lookedFor,
                    found: "cgroup v1: "
                        + (host.isRoot
                            ? "root's podman limits by it" : "rootless containers and bare runs are unlimited"),
                    remedy: host.isRoot ? nil : "boot with systemd.unified_cgroup_hierarchy=1")
            ]
        }
        let kernel = judge(all, lookedFor, "the kernel", remedy: "boot a kernel that has it (cgroup_enable=memory)")
        return [host.isRoot || kernel.verdict != .ok ? kernel : delegated(host, lookedFor)]
    }

    private func delegated(_ host: DoctorHost, _ lookedFor: String) -> Finding {
        let folder = "/sys/fs/cgroup/user.slice/user-\(host.uid).slice/user@\(host.uid).service"
        let controllers = host.files.text(folder + "/cgroup.controllers") ?? ""
        return judge(
            controllers, lookedFor, "user@\(host.uid).service",
            remedy: "mkdir -p /etc/systemd/system/user@.service.d && "
                + "printf '[Service]\\nDelegate=cpu cpuset io memory pids\\n' "
                + "> /etc/systemd/system/user@.service.d/delegate.conf && systemctl daemon-reload")
    }

    private func judge(_ controllers: String, _ lookedFor: String, _ holder: String, remedy: String) -> Finding {
        let names = controllers.split(separator: " ").map(String.init)
        let missing = Self.needed.filter { !names.contains($0) }
        guard !missing.isEmpty else {
            return Finding(
                Self.name, lookedFor: lookedFor, found: "v2, \(holder) has \(names.joined(separator: ", "))")
        }
        return Finding(
            Self.name, .warning, lookedFor: lookedFor,
            found: "v2, \(holder) lacks \(missing.joined(separator: ", ")): a limit on it is refused "
                + "for containers, and not enforced for bare runs",
            remedy: remedy)
    }
}
