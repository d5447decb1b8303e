internal import SweepDevices
internal import SweepEngines
internal import SweepModel

/// systemd and the caller's own manager, in whose transient units runs outlive everything but a reboot.
struct SystemdCheck: Check {
    func findings(on host: DoctorHost) async -> [Finding] {
        guard host.hasSystemd else {
            let lookedFor = "a running systemd: /run/systemd/system"
            return [
                Finding(
                    "systemd", .warning, lookedFor: lookedFor,
                    found: "another init: runs are processes in sessions of their own, which only a reboot ends",
                    remedy: "nothing, where that is how the host is meant to be")
            ]
        }
        return [await systemd(host), manager(host), lingering(host)]
    }

    private func systemd(_ host: DoctorHost) async -> Finding {
        let answer = await host.ask("systemctl", ["--version"])
        let version = answer?.output.split(separator: " ").dropFirst().first.map(String.init) ?? "of unknown version"
        return Finding("systemd", lookedFor: "a running systemd: /run/systemd/system", found: "systemd \(version)")
    }

    private func manager(_ host: DoctorHost) -> Finding {
        let lookedFor = "the user's own manager: /run/user/\(host.uid)/systemd/private"
        guard !host.hasUserManager else {
            return Finding("user-manager", lookedFor: lookedFor, found: "user@\(host.uid).service runs")
        }
        return Finding(
            "user-manager", .warning, lookedFor: lookedFor,
            found: "none: bare runs are no units, and rootless containers cannot be limited",
            remedy: "apt-get install libpam-systemd dbus-user-session && loginctl enable-linger \(host.userName)")
    }

    private func lingering(_ host: DoctorHost) -> Finding {
        let file = "/var/lib/systemd/linger/\(host.userName)"
        guard !host.files.exists(file) else {
            return Finding("lingering", lookedFor: file, found: "\(host.userName) lingers: runs go on after logout")
        }
        return Finding(
            "lingering", .warning, lookedFor: file,
            found: "\(host.userName) does not linger: her runs end with her last session",
            remedy: "loginctl enable-linger \(host.userName)")
    }
}
