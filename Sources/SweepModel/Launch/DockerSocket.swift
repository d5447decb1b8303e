/// Where docker's daemon listens: rules, no I/O.
package enum DockerSocket {
    package static let variable = "DOCKER_HOST"
    private static let prefix = "unix://"

    /// The sockets to try, of which the first that exists is the daemon's: what DOCKER_HOST says, else that of a rootless
    /// daemon, then root's. The contexts of docker's own configuration are left aside.
    ///
    /// - Parameter environment: of whoever asks.
    /// - Throws: a ``Fault`` with code `failed` where DOCKER_HOST is no socket of this host: what a container is given are
    ///   this host's files.
    package static func candidates(_ environment: [EnvironmentEntry]) throws(Fault) -> [String] {
        func value(_ name: String) -> String? {
            environment.last { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
        }
        guard let host = value(variable) else {
            return (value("XDG_RUNTIME_DIR").map { [$0 + "/docker.sock"] } ?? []) + ["/var/run/docker.sock"]
        }
        guard host.hasPrefix(prefix + "/") else {
            throw Fault(
                .failed, "cannot use the docker daemon at '\(host)': containers need the files of this host",
                hint: "set DOCKER_HOST to a socket of this host (unix:///PATH), or leave it unset")
        }
        return [String(host.dropFirst(prefix.count))]
    }

    /// The variable that leads docker's client to a socket.
    package static func entry(for path: String) -> EnvironmentEntry { EnvironmentEntry(variable, prefix + path) }

    /// - Parameter path: the last of the ``candidates(_:)``.
    package static func absence(at path: String) -> Fault {
        Fault(
            .failed, "cannot use docker: no daemon listens at '\(path)'",
            hint: "start it ('systemctl start docker'), or set DOCKER_HOST to the socket of one that runs")
    }
}
