#include "manifest/group_text.hpp"

#include "base/json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace kscan::manifest {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t most_scans = 64;  // what a hostile text can make us read

std::string full_text(const image::Reference& reference) {
  std::string text = reference.name();
  if (!reference.tag.empty()) text += ":" + reference.tag;
  if (!reference.digest.empty()) text += "@" + reference.digest;
  return text;
}

ordered_json target_json(const workload::Target& target) {
  ordered_json result{{"namespace", target.ns},
                      {"kind", target.kind},
                      {"name", target.name},
                      {"container", target.container},
                      {"type", target.container_kind}};
  if (!target.pod.empty()) result["pod"] = target.pod;
  return result;
}

ordered_json scan_json(const plan::Scan& scan, std::size_t most_targets) {
  ordered_json result{{"image", full_text(scan.image)}, {"pinned", scan.pinned}};
  if (scan.mirror) result["mirror"] = full_text(*scan.mirror);
  if (!scan.notes.empty()) result["notes"] = scan.notes;
  auto targets = ordered_json::array();
  for (std::size_t i = 0; i < std::min(most_targets, scan.targets.size()); ++i)
    targets.push_back(target_json(scan.targets[i]));
  result["targets"] = std::move(targets);
  return result;
}

std::string text_with(const plan::Group& group, std::size_t most_targets) {
  auto scans = ordered_json::array();
  std::size_t left_out = 0;
  for (const plan::Scan& scan : group.scans) {
    scans.push_back(scan_json(scan, most_targets));
    left_out += scan.targets.size() - std::min(most_targets, scan.targets.size());
  }
  const ordered_json result{{"handoff", plan::to_string(group.handoff)},
                            {"pullSecrets", group.pull_secrets},
                            {"scans", std::move(scans)},
                            {"targetsLeftOut", left_out}};
  return result.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::vector<std::string> texts(const json& array) {
  std::vector<std::string> result;
  for (const json& element : array)
    if (element.is_string()) result.push_back(element.get<std::string>());
  return result;
}

bool flag(const json& object, std::string_view key) {
  const json& value = member(object, key);
  return value.is_boolean() && value.get<bool>();
}

std::optional<plan::Handoff> read_handoff(std::string_view word) {
  for (const auto handoff : {plan::Handoff::none, plan::Handoff::memory, plan::Handoff::secret})
    if (plan::to_string(handoff) == word) return handoff;
  return std::nullopt;
}

Result<plan::Scan> read_scan(const json& object) {
  Result<image::Reference> image = image::parse(text_member(object, "image"));
  if (!image) return fail(image.error());
  plan::Scan scan;
  scan.image = *std::move(image);
  scan.pinned = flag(object, "pinned");
  if (const std::string mirror = text_member(object, "mirror"); !mirror.empty()) {
    Result<image::Reference> there = image::parse(mirror);
    if (!there) return fail(there.error());
    scan.mirror = *std::move(there);
  }
  scan.notes = texts(array_member(object, "notes"));
  for (const json& target : array_member(object, "targets"))
    scan.targets.push_back({.ns = text_member(target, "namespace"),
                            .kind = text_member(target, "kind"),
                            .name = text_member(target, "name"),
                            .container = text_member(target, "container"),
                            .container_kind = text_member(target, "type"),
                            .pod = text_member(target, "pod")});
  return scan;
}

}  // namespace

std::string group_text(const plan::Group& group) {
  std::size_t most = 1;
  for (const plan::Scan& scan : group.scans)
    most = std::max(most, scan.targets.size());
  std::string text = text_with(group, most);
  while (text.size() > max_group_text && most > 1)
    text = text_with(group, most /= 2);
  return text.size() > max_group_text ? std::string() : text;
}

Result<ReadGroup> read_group(std::string_view text, std::string_view ns) {
  const json object = json::parse(text, nullptr, false);
  const std::optional<plan::Handoff> handoff = read_handoff(text_member(object, "handoff"));
  const json& scans = array_member(object, "scans");
  if (!handoff || scans.empty() || scans.size() > most_scans)
    return fail(Errc::protocol, "it does not say what it scans");
  ReadGroup read{.group = {.ns = std::string(ns),
                           .pull_secrets = texts(array_member(object, "pullSecrets")),
                           .scans = {},
                           .handoff = *handoff}};
  for (const json& scan : scans) {
    Result<plan::Scan> one = read_scan(scan);
    if (!one) return fail(Errc::protocol, one.error().message());
    read.group.scans.push_back(*std::move(one));
  }
  read.targets_left_out =
      static_cast<std::size_t>(std::max<std::int64_t>(integer_member(object, "targetsLeftOut"), 0));
  return read;
}

}  // namespace kscan::manifest
