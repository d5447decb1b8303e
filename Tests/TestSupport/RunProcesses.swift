internal import FoundationEssentials
package import Glibc

/// The processes of runs, found in /proc by their environment.
package enum RunProcesses {
    /// The processes whose environment holds this text.
    package static func with(environment text: String) -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { pid in
            pid != getpid() && Scratch.text(of: "/proc/\(pid)/environ").contains(text)
        }
    }

    /// The runner above a process, if there is one.
    package static func runner(of pid: pid_t) -> pid_t? {
        var pid = pid
        while pid > 1 {
            if Scratch.text(of: "/proc/\(pid)/comm") == "sweep-runner\n" { return pid }
            pid = parent(of: pid)
        }
        return nil
    }

    package static func isAlive(_ pid: pid_t) -> Bool {
        let stat = Scratch.text(of: "/proc/\(pid)/stat")
        return !stat.isEmpty && !stat.contains(") Z ")
    }

    private static func parent(of pid: pid_t) -> pid_t {
        let stat = Scratch.text(of: "/proc/\(pid)/stat")
        let fields = (stat.split(separator: ")").last ?? "").split(separator: " ")
        return fields.count > 1 ? pid_t(fields[1]) ?? 0 : 0
    }

    /// Ends the processes whose environment holds this text, and their runners.
    static func killAll(with text: String) {
        for _ in 0..<100 {
            let found = with(environment: text)
            if found.isEmpty { return }
            for pid in found {
                if let runner = runner(of: pid) { kill(runner, SIGKILL) }
                kill(pid, SIGKILL)
            }
            sched_yield()
        }
    }
}
