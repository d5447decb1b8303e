internal import SweepDevices
internal import SweepEngines
internal import SweepModel

/// systemd and the caller's own manager, in whose transient units runs outlive everything but a reboot.
struct SystemdCheck: Check {
    private static let least = 252

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
        let lookedFor = "a running systemd, \(Self.least) or later"
        let answer = await host.ask("systemctl", ["--version"])
        let text = answer?.output.split(whereSeparator: \.isWhitespace).dropFirst().first
        guard let version = text.flatMap({ Int($0.prefix { $0.isNumber }) }) else {
            return Finding(
                "systemd", .warning, lookedFor: lookedFor,
                found: "one whose version 'systemctl --version' does not say",
                remedy: "systemctl --version, and read what it says")
        }
        guard version < Self.least else { return Finding("systemd", lookedFor: lookedFor, found: "systemd \(version)") }
        return Finding(
            "systemd", .warning, lookedFor: lookedFor,
            found: "systemd \(version): sweepd was never tried with it, and its units may be refused",
            remedy: "a newer release of the distribution, such as Debian 12")
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
