#include "workload/template.hpp"

#include "base/json.hpp"
#include "workload/platform.hpp"
#include "workload/pod_spec.hpp"
#include "workload/service_account.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace kscan::workload {

using nlohmann::json;

namespace {

using Nodes = std::vector<const json*>;

struct Template {
  const json& head;  // what has the labels and annotations; of a bare spec: null
  const json& spec;
};

/// "workers[*]": the member, and then what is in it.
Nodes step(const Nodes& from, std::string_view segment) {
  constexpr std::string_view all = "[*]";
  const bool spread = segment.ends_with(all);
  if (spread) segment.remove_suffix(all.size());
  Nodes to;
  for (const json* node : from) {
    const json& next = segment.empty() ? *node : member(*node, segment);
    if (!spread)
      to.push_back(&next);
    else if (next.is_structured())
      for (const json& element : next)
        to.push_back(&element);
  }
  return to;
}

Nodes nodes_at(const json& object, std::string_view path) {
  Nodes nodes{&object};
  while (!path.empty()) {
    const std::string_view segment = path.substr(0, path.find('.'));
    nodes = step(nodes, segment);
    path.remove_prefix(std::min(segment.size() + 1, path.size()));
  }
  return nodes;
}

bool has_containers(const json& spec) {
  return member(spec, "containers").is_array();
}

void append_templates(std::vector<Template>& found, const json& object, std::string_view path) {
  static const json headless;
  for (const json* node : nodes_at(object, path)) {
    if (has_containers(member(*node, "spec")))
      found.push_back({*node, member(*node, "spec")});
    else if (has_containers(*node))
      found.push_back({headless, *node});
  }
}

std::vector<Template> find_templates(const json& object, std::string_view path) {
  std::vector<Template> found;
  if (!path.empty()) {
    append_templates(found, object, path);
  } else if (text_member(object, "kind") == "Pod") {
    found.push_back({object, member(object, "spec")});
  } else {
    for (const std::string_view known : template_paths)
      append_templates(found, object, known);
  }
  return found;
}

Owner self(const json& object) {
  const json& metadata = member(object, "metadata");
  std::string name = text_member(metadata, "name");
  if (name.empty()) name = text_member(metadata, "generateName");
  return {.kind = text_member(object, "kind"),
          .name = std::move(name),
          .uid = text_member(metadata, "uid")};
}

// The Job of a scan is labelled as its pod is.
Skip skip_of_template(const json& object, const Template& found) {
  if (skip_of(member(object, "metadata"), json()) == Skip::own) return Skip::own;
  return skip_of(member(found.head, "metadata"), found.spec);
}

PodImages template_images(const json& object, const Template& found) {
  std::string account = service_account_name(found.spec);
  return {.pod = {.ns = text_member(member(object, "metadata"), "namespace"), .name = {}},
          .pull_secrets = pull_secret_names(found.spec),
          .containers = container_images(found.spec, json()),
          .owner = self(object),
          .service_account = account.empty() ? "default" : std::move(account),
          .unmerged_account = unmerged_account(found.spec),
          .skip = skip_of_template(object, found),
          .architecture = platform_of(found.spec).architecture};
}

}  // namespace

std::vector<PodImages> templates_of(const json& object, std::string_view path) {
  if (path.starts_with('.')) path.remove_prefix(1);
  std::vector<PodImages> images;
  for (const Template& found : find_templates(object, path))
    images.push_back(template_images(object, found));
  return images;
}

}  // namespace kscan::workload
