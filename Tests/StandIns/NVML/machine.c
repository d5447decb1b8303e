#include "machine.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void copy(char target[text_max], const char *text) { snprintf(target, text_max, "%s", text); }

/// `80GiB`, `81920 MiB`, `unknown`.
static uint64_t amount(const char *text) {
    if (strcmp(text, "unknown") == 0) return UINT64_MAX;
    char *unit;
    double number = strtod(text, &unit);
    while (*unit == ' ') unit++;
    const char *units = "KMGT";
    for (int index = 0; units[index] != 0; index++)
        if (*unit == units[index]) return (uint64_t)(number * (double)(1ull << (10 * (index + 1))));
    return (uint64_t)number;
}

static void read_links(struct entity *entity, const char *list) {
    int count = 0;
    for (const char *at = list; *at != 0 && count < cards_max;) {
        if (!isdigit((unsigned char)*at)) { at++; continue; }
        char *end;
        entity->nvlinks[count++] = (int)strtol(at, &end, 10);
        at = end;
    }
}

static void read_process(struct entity *entity, const char *value) {
    char kind[16] = "", memory[32] = "unknown";
    unsigned pid = 0;
    if (sscanf(value, "%u %15s %31s", &pid, kind, memory) < 2 || entity->process_count == processes_max) return;
    int number = strcmp(kind, "graphics") == 0 ? 1 : strcmp(kind, "mps") == 0 ? 2 : 0;
    entity->processes[entity->process_count++] = (struct process){pid, number, amount(memory)};
}

static void read_entity(struct entity *entity, const char *key, const char *value) {
    struct { const char *key; char *text; } texts[] = {
        {"uuid", entity->uuid}, {"name", entity->name}, {"pci", entity->address}, {"profile", entity->profile},
    };
    for (size_t index = 0; index < sizeof texts / sizeof *texts; index++)
        if (strcmp(key, texts[index].key) == 0) copy(texts[index].text, value);
    struct { const char *key; uint64_t *bytes; } amounts[] = {
        {"memory", &entity->memory}, {"used", &entity->used}, {"reserved", &entity->reserved},
        {"energy", &entity->energy},
    };
    for (size_t index = 0; index < sizeof amounts / sizeof *amounts; index++)
        if (strcmp(key, amounts[index].key) == 0) *amounts[index].bytes = amount(value);
    struct { const char *key; int *number; } numbers[] = {
        {"minor", &entity->minor}, {"numa_node", &entity->numa_node}, {"switch", &entity->bridge},
        {"utilisation", &entity->utilisation}, {"temperature", &entity->temperature}, {"power", &entity->power},
        {"recovery", &entity->recovery}, {"handle", &entity->handle_code}, {"xid", &entity->xid},
    };
    for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index++)
        if (strcmp(key, numbers[index].key) == 0) *numbers[index].number = atoi(value);
    if (strcmp(key, "nvlink") == 0) read_links(entity, value);
    if (strcmp(key, "process") == 0) read_process(entity, value);
    if (strcmp(key, "sliced") == 0) entity->is_sliced = strcmp(value, "true") == 0;
    if (strcmp(key, "architecture") == 0)
        sscanf(value, "%d.%d", &entity->major_capability, &entity->minor_capability);
    if (strcmp(key, "compute_mode") == 0)
        entity->compute_mode = strcmp(value, "prohibited") == 0 ? 2 : strcmp(value, "exclusive-process") == 0 ? 3 : 0;
    if (strcmp(key, "lost") == 0) sscanf(value, "after %d", &entity->lost_after);
    if (strcmp(key, "remap") == 0) {
        entity->remap_pending |= strcmp(value, "pending") == 0;
        entity->remap_failed |= strcmp(value, "failed") == 0;
    }
    if (strcmp(key, "retire") == 0) entity->retire_pending = true;
    if (strcmp(key, "without") == 0 && entity->withouts < words_max) copy(entity->without[entity->withouts++], value);
}

static void read_library(struct machine *machine, const char *key, const char *value) {
    if (strcmp(key, "driver") == 0) copy(machine->driver, value);
    if (strcmp(key, "runtime") == 0) copy(machine->runtime, value);
    if (strcmp(key, "hang") == 0) copy(machine->hang, value);
    if (strcmp(key, "init") == 0) machine->init_code = atoi(value);
    if (strcmp(key, "stride") == 0) machine->stride = atoi(value);
    if (strcmp(key, "nonsense") == 0) machine->is_nonsense = true;
    if (strcmp(key, "missing") == 0 && machine->missings < words_max)
        copy(machine->missing[machine->missings++], value);
}

/// Splits `key: value` or, after `#!`, `key value` in place.
static char *split(char *text, bool is_directive) {
    char *end = text + strcspn(text, is_directive ? " " : ":");
    char *value = *end == 0 ? end : end + 1;
    *end = 0;
    while (*value == ' ') value++;
    size_t length = strlen(value);
    if (length >= 2 && (*value == '"' || *value == '\'') && value[length - 1] == *value) {
        value[length - 1] = 0;
        value++;
    }
    return value;
}

static struct entity *add_card(struct machine *machine) {
    if (machine->card_count == cards_max) return NULL;
    struct card *card = &machine->cards[machine->card_count];
    card->own.minor = machine->card_count++;
    card->own.numa_node = card->own.bridge = card->own.utilisation = card->own.temperature = card->own.power = -1;
    card->own.lost_after = -1;
    return &card->own;
}

static struct entity *add_slice(struct machine *machine) {
    if (machine->card_count == 0) return NULL;
    struct card *card = &machine->cards[machine->card_count - 1];
    if (card->slice_count == slices_max) return NULL;
    struct entity *slice = &card->slices[card->slice_count++];
    slice->lost_after = slice->minor = slice->numa_node = slice->bridge = -1;
    slice->utilisation = slice->temperature = slice->power = -1;
    card->own.is_sliced = true;
    return slice;
}

/// A line's indentation says whether a new item is a card or a slice: slices lie deeper than `slices:`.
bool machine_read(const char *path, struct machine *machine) {
    FILE *file = fopen(path, "re");
    if (file == NULL) return false;
    memset(machine, 0, sizeof *machine);
    machine->stride = 24;
    struct entity *entity = NULL;
    size_t slices_at = SIZE_MAX;
    char line[512];
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = 0;
        size_t indentation = strspn(line, " ");
        char *text = line + indentation;
        bool is_directive = strncmp(text, "#! ", 3) == 0;
        if (is_directive) text += 3;
        if (*text == 0 || (*text == '#' && !is_directive)) continue;
        if (!is_directive && indentation <= slices_at) slices_at = SIZE_MAX;
        if (strncmp(text, "- ", 2) == 0) {
            entity = slices_at == SIZE_MAX ? add_card(machine) : add_slice(machine);
            text += 2;
        }
        if (!is_directive && indentation == 0) entity = NULL;
        char *value = split(text, is_directive);
        if (strcmp(text, "slices") == 0) slices_at = indentation;
        if (entity != NULL) read_entity(entity, text, value);
        else read_library(machine, text, value);
    }
    fclose(file);
    return true;
}
