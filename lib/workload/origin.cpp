#include "workload/origin.hpp"

#include "image/reference.hpp"

#include <algorithm>
#include <array>

namespace kscan::workload {
namespace {

std::string_view without_scheme(std::string_view image_id) {
  constexpr std::string_view mark = "://";
  const auto at = image_id.find(mark);
  return at == std::string_view::npos ? image_id : image_id.substr(at + mark.size());
}

bool is_local_registry(std::string_view registry) {
  constexpr auto names =
      std::to_array<std::string_view>({"localhost", "ko.local", "kind.local", "dev.local"});
  return std::ranges::find(names, registry) != names.end();
}

// `ctr images import` calls an archive without names after the day.
bool is_import(std::string_view image_id) {
  return image_id.starts_with("docker.io/library/import-");
}

}  // namespace

Origin origin_of(std::string_view image, std::string_view pull_policy, std::string_view image_id) {
  const std::string_view id = without_scheme(image_id);
  const Result<image::Reference> spec = image::parse(image);
  if (spec && is_local_registry(spec->registry)) return Origin::loaded;
  if (id.starts_with("sha256:") || is_import(id)) return Origin::loaded;
  if (id.find('@') != std::string_view::npos) return Origin::registry;
  return pull_policy == "Never" ? Origin::never_pulled : Origin::unknown;
}

std::string origin_note(Origin origin, std::string_view image) {
  std::string text;
  if (origin == Origin::loaded) text = "the image seems to be built or loaded on its node";
  if (origin == Origin::never_pulled) text = "the image is never pulled (imagePullPolicy: Never)";
  if (text.empty()) return text;
  text += ": no registry need have it";
  const Result<image::Reference> spec = image::parse(image);
  if (spec && spec->registry == "docker.io" && !image.starts_with("docker.io/"))
    text += ", and its name without a registry means " + spec->name();
  return text;
}

}  // namespace kscan::workload
