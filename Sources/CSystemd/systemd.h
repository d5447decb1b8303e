#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>

// What a transient unit is made of; see systemd.exec(5), systemd.kill(5), systemd.service(5) and
// systemd.resource-control(5).
struct sweep_unit {
    const char *name;
    const char *description;
    const char *slice;
    const char *executable;
    // Its standard input.
    int input;
    // From SIGTERM for its main process to SIGKILL for all, in microseconds.
    uint64_t stop_time;
    // Of all its processes together, 0 for no limit: bytes of memory, none of which is swapped out; microseconds of
    // processor time a second; their number. The manager ignores what it has no controller for.
    uint64_t memory_max;
    uint64_t processor_time;
    uint64_t processes_max;
};

// Connects to the service manager of this process's user: over her bus, else over the socket that systemctl uses where
// there is none. Swift cannot call functions with variable arguments, so that messages are made here.
//
// Returns: 0, or a negative errno.
static inline int sweep_manager_connect(sd_bus **bus, const char *private_socket) {
    if (sd_bus_open_user(bus) >= 0) return 0;
    int code = sd_bus_new(bus);
    if (code < 0) return code;
    code = sd_bus_set_address(*bus, private_socket);
    if (code >= 0) code = sd_bus_start(*bus);
    if (code < 0) *bus = sd_bus_unref(*bus);
    return code < 0 ? code : 0;
}

static inline int sweep_limits_append(sd_bus_message *message, const struct sweep_unit *unit) {
    int code = 0;
    if (unit->memory_max > 0) {
        code = sd_bus_message_append(message, "(sv)", "MemoryMax", "t", unit->memory_max);
        if (code >= 0) code = sd_bus_message_append(message, "(sv)", "MemorySwapMax", "t", (uint64_t)0);
    }
    if (code >= 0 && unit->processor_time > 0)
        code = sd_bus_message_append(message, "(sv)", "CPUQuotaPerSecUSec", "t", unit->processor_time);
    if (code >= 0 && unit->processes_max > 0)
        code = sd_bus_message_append(message, "(sv)", "TasksMax", "t", unit->processes_max);
    return code;
}

static inline int sweep_unit_append(sd_bus_message *message, const struct sweep_unit *unit) {
    int code = sd_bus_message_append(message, "ss", unit->name, "fail");
    if (code < 0) return code;
    // Two calls, since a list of everything would be hard to hold against its signature.
    code = sd_bus_message_open_container(message, 'a', "(sv)");
    if (code >= 0) code = sd_bus_message_append(message, "(sv)", "Description", "s", unit->description);
    if (code >= 0) code = sd_bus_message_append(message, "(sv)", "Slice", "s", unit->slice);
    // With the manager agents end first: what it does to runs then is found by the next one, for what it is.
    if (code >= 0)
        code = sd_bus_message_append(message, "(sv)", "Before", "as", 2, "sweep-agent.service", "sweepd.service");
    if (code >= 0) code = sd_bus_message_append(message, "(sv)", "Type", "s", "exec");
    if (code >= 0) code = sd_bus_message_append(message, "(sv)", "CollectMode", "s", "inactive-or-failed");
    if (code >= 0) code = sd_bus_message_append(message, "(sv)", "KillMode", "s", "mixed");
    if (code >= 0) code = sd_bus_message_append(message, "(sv)", "OOMPolicy", "s", "continue");
    if (code >= 0) code = sd_bus_message_append(message, "(sv)", "TimeoutStopUSec", "t", unit->stop_time);
    if (code >= 0) code = sd_bus_message_append(message, "(sv)", "StandardInputFileDescriptor", "h", unit->input);
    if (code >= 0)
        code = sd_bus_message_append(
            message, "(sv)", "ExecStart", "a(sasb)", 1, unit->executable, 1, unit->executable, 0);
    if (code >= 0) code = sweep_limits_append(message, unit);
    if (code >= 0) code = sd_bus_message_close_container(message);
    return code < 0 ? code : sd_bus_message_append(message, "a(sa(sv))", 0);
}

// Has the manager start a transient service, and waits until it has taken the order.
//
// Parameters: microseconds, how long that may take; words, of what it did not like, for free().
// Returns: 0, or a negative errno: EEXIST where a unit has the name.
static inline int sweep_unit_start(sd_bus *bus, const struct sweep_unit *unit, uint64_t microseconds, char **words) {
    sd_bus_message *message = NULL;
    sd_bus_error error = SD_BUS_ERROR_NULL;
    int code = sd_bus_message_new_method_call(
        bus, &message, "org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager",
        "StartTransientUnit");
    if (code >= 0) code = sweep_unit_append(message, unit);
    if (code >= 0) code = sd_bus_call(bus, message, microseconds, &error, NULL);
    *words = error.message ? strdup(error.message) : NULL;
    sd_bus_error_free(&error);
    sd_bus_message_unref(message);
    return code < 0 ? code : 0;
}

// Has the manager start a unit that it has a file of, and waits until it has taken the order; as sweep_unit_start.
static inline int sweep_unit_begin(sd_bus *bus, const char *name, uint64_t microseconds, char **words) {
    sd_bus_message *message = NULL;
    sd_bus_error error = SD_BUS_ERROR_NULL;
    int code = sd_bus_message_new_method_call(
        bus, &message, "org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager",
        "StartUnit");
    if (code >= 0) code = sd_bus_message_append(message, "ss", name, "replace");
    if (code >= 0) code = sd_bus_call(bus, message, microseconds, &error, NULL);
    *words = error.message ? strdup(error.message) : NULL;
    sd_bus_error_free(&error);
    sd_bus_message_unref(message);
    return code < 0 ? code : 0;
}
