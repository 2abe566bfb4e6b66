#include "plan/planner.hpp"

#include "image/scanner_view.hpp"
#include "plan/targets.hpp"
#include "workload/glob.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace kscan::plan {

using workload::ContainerImage;
using workload::PodImages;
using workload::Target;

namespace {

// Several texts may name one digest; people are told one of them, in any order of pods the same.
void keep_first(std::string& known, const std::string& other) {
  if (!other.empty() && (known.empty() || other < known)) known = other;
}

void append(std::vector<Target>& targets, std::vector<Target> more) {
  std::ranges::move(std::move(more), std::back_inserter(targets));
}

void note(std::vector<std::string>& notes, const std::string& text) {
  if (text.empty()) return;
  const auto at = std::ranges::lower_bound(notes, text);
  if (at == notes.end() || *at != text) notes.insert(at, text);
}

/// Nobody has pulled it yet for this pod, which nevertheless is to run.
bool waits_for_its_image(const PodImages& pod, const ContainerImage& image) {
  return !pod.is_template() && image.image_id.empty() && image.origin == workload::Origin::unknown;
}

void join(Scan& into, Scan&& more) {
  keep_first(into.image.tag, more.image.tag);
  keep_first(into.written, more.written);
  keep_first(into.service_account, more.service_account);
  into.digest_from_elsewhere = into.digest_from_elsewhere && more.digest_from_elsewhere;
  for (const std::string& text : more.notes)
    note(into.notes, text);
  append(into.targets, std::move(more.targets));
}

template<typename Map> auto values_with_merged_targets(Map& map) {
  std::vector<typename Map::mapped_type> values;
  for (auto& [key, value] : map) {
    merge_targets(value.targets);
    values.push_back(std::move(value));
  }
  return values;
}

}  // namespace

/// The pods' own, and what is not among them yet.
std::vector<std::string> Planner::secrets_of(const PodImages& pod) const {
  std::vector<std::string> secrets = pod.pull_secrets;
  for (const std::string& name : m_options.extra_pull_secrets)
    if (std::ranges::find(secrets, name) == secrets.end()) secrets.push_back(name);
  return secrets;
}

void Planner::add(const PodImages& pod) {
  for (const ContainerImage& image : pod.containers)
    add(pod, image);
}

void Planner::add(const PodImages& pod, const ContainerImage& image) {
  const bool excluded = pod.skip == workload::Skip::none && is_excluded(image.image);
  const workload::Skip skip = excluded ? workload::Skip::excluded : pod.skip;
  if (skip != workload::Skip::none) {
    Skipped& entry = m_skipped[{skip, image.image}];
    entry.image = image.image;
    entry.why = skip;
    return append(entry.targets, targets_of(pod, image));
  }
  Result<Use> use = use_of(pod, image);
  if (!use) {
    Refused& entry =
        m_refused.try_emplace(image.image, Refused{image.image, use.error(), {}}).first->second;
    if (use.error().message() < entry.error.message()) entry.error = use.error();
    note(entry.notes, note_of(pod, image));
    return append(entry.targets, targets_of(pod, image));
  }
  if (!use->running.pinned && waits_for_its_image(pod, image))
    m_pending.push_back(*std::move(use));
  else
    place(*std::move(use));
}

Result<Planner::Use> Planner::use_of(const PodImages& pod, const ContainerImage& image) const {
  Result<image::Reference> spec = image::parse(image.image);
  if (!spec) return fail(std::move(spec).error());
  Result<image::Running> running = workload::running(image);
  if (!running) return fail(std::move(running).error());
  Use use{.context = {pod.pod.ns, secrets_of(pod), architecture_of(pod)},
          .spec = *std::move(spec),
          .running = *std::move(running),
          .mirror = {},
          .written = image.image,
          .service_account = pod.service_account,
          .note = note_of(pod, image),
          .targets = targets_of(pod, image)};
  if (Result<> good = check(use); !good) return fail(std::move(good).error());
  return use;
}

std::string Planner::architecture_of(const PodImages& pod) const {
  return pod.architecture.empty() && pod.is_template() ? m_options.architecture : pod.architecture;
}

std::string Planner::note_of(const PodImages& pod, const ContainerImage& image) const {
  std::string text = workload::note_of(pod, image);
  if (!text.empty() || !pod.architecture.empty() || !pod.node.empty()) return text;
  const bool guessed = pod.is_template() && !m_options.architecture.empty();
  return guessed ? fmt::format("nothing says on which platform it would run: linux/{} was taken",
                               m_options.architecture)
                 : text;
}

Result<> Planner::check(Use& use) const {
  Result<std::optional<image::Reference>> mirror =
      mirrored(use.running.reference, m_options.mirrors);
  if (!mirror) return fail(std::move(mirror).error());
  use.mirror = *std::move(mirror);
  return image::check_scanner_view(use.mirror ? *use.mirror : use.running.reference);
}

bool Planner::is_excluded(const std::string& written) const {
  if (m_options.excluded_images.empty()) return false;
  std::vector<std::string> names{written};
  if (const Result<image::Reference> parsed = image::parse(written)) {
    names.push_back(parsed->name());
    if (!parsed->tag.empty()) names.push_back(parsed->name() + ":" + parsed->tag);
  }
  return std::ranges::any_of(m_options.excluded_images, [&](const std::string& pattern) {
    return std::ranges::any_of(
        names, [&](const std::string& name) { return workload::matches_glob(pattern, name); });
  });
}

void Planner::place(Use use) {
  if (use.running.pinned) {
    Context anywhere = use.context;
    const std::string architecture = std::exchange(anywhere.architecture, {});
    m_siblings[{std::move(anywhere), use.spec.pinned()}][use.running.reference.digest].insert(
        architecture);
  }
  const auto [place, is_new] = m_contexts[use.context].try_emplace(use.running.reference.pinned());
  Scan& scan = place->second;
  scan.digest_from_elsewhere =
      use.running.other_repository && (is_new || scan.digest_from_elsewhere);
  std::string tag = std::move(scan.image.tag);
  keep_first(tag, use.spec.tag);
  scan.image = std::move(use.running.reference);
  scan.image.tag = std::move(tag);
  scan.pinned = use.running.pinned;
  scan.mirror = std::move(use.mirror);
  keep_first(scan.written, use.written);
  keep_first(scan.service_account, use.service_account);
  note(scan.notes, use.note);
  append(scan.targets, std::move(use.targets));
}

// Where the siblings run several digests, nobody knows which one it will be.
Planner::Use Planner::as_siblings_run(Use use) const {
  Context anywhere = use.context;
  anywhere.architecture.clear();
  const auto siblings = m_siblings.find({std::move(anywhere), use.spec.pinned()});
  if (siblings == m_siblings.end() || siblings->second.size() != 1) return use;
  const auto& [digest, architectures] = *siblings->second.begin();
  Use same = use;
  same.running = image::running(use.spec, use.spec.name() + "@" + digest);
  if (same.context.architecture.empty()) same.context.architecture = *architectures.begin();
  return check(same) ? same : use;
}

Scan* Planner::known_sibling(const Context& unknown, const std::string& key) {
  Scan* found = nullptr;
  for (auto at = m_contexts.upper_bound(unknown); at != m_contexts.end(); ++at) {
    if (at->first.ns != unknown.ns || at->first.pull_secrets != unknown.pull_secrets) break;
    const auto same = at->second.find(key);
    if (same == at->second.end()) continue;
    if (found != nullptr) return nullptr;
    found = &same->second;
  }
  return found;
}

// A digest is not pulled twice because one of its pods has lost its node.
void Planner::join_siblings() {
  for (auto& [context, scans] : m_contexts) {
    if (!context.architecture.empty()) continue;
    for (auto at = scans.begin(); at != scans.end();) {
      Scan* const sibling = at->second.pinned ? known_sibling(context, at->first) : nullptr;
      if (sibling != nullptr) join(*sibling, std::move(at->second));
      at = sibling != nullptr ? scans.erase(at) : std::next(at);
    }
  }
}

Handoff Planner::handoff_for(const Context& context) const {
  if (context.pull_secrets.empty()) return Handoff::none;
  const auto found = m_options.handoff.find(context.ns);
  return found == m_options.handoff.end() ? m_options.default_handoff : found->second;
}

void Planner::append_groups(Plan& plan, const Context& context, Scans& scans) const {
  std::size_t room = 0;
  for (auto& [key, scan] : scans) {
    if (room == 0) {
      plan.groups.push_back(
          {context.ns, context.pull_secrets, {}, handoff_for(context), context.architecture});
      room = std::max<std::size_t>(m_options.images_per_job, 1);
    }
    merge_targets(scan.targets);
    plan.groups.back().scans.push_back(std::move(scan));
    --room;
  }
}

// What waits is told by what already runs, never by what waits too.
Plan Planner::take() && {
  for (Use& use : m_pending)
    use = as_siblings_run(std::move(use));
  for (Use& use : m_pending)
    place(std::move(use));
  join_siblings();
  Plan plan;
  for (auto& [context, scans] : m_contexts)
    append_groups(plan, context, scans);
  plan.refused = values_with_merged_targets(m_refused);
  plan.skipped = values_with_merged_targets(m_skipped);
  return plan;
}

}  // namespace kscan::plan
