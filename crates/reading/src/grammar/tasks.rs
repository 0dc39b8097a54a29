//! From the outline to draft tasks: which paragraphs, sentences and rows are orders, and whose (PHRASES.md sections 2 to 4,
//! rules 1 to 4 of the annotation guideline).

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::LazyLock;

use crate::grammar::assignment::{Assignment, Form, assignment, begins_with_order, heading, leading};
use crate::grammar::labels::{self, Label, Labelled};
use crate::grammar::outline::{Marker, Outline, Zone};
use crate::grammar::parties::{Name, names_in};
use crate::grammar::sections::{Section, section};
use crate::grammar::tables::{self, TaskRow};
use crate::grammar::words::{Script, sentences};
use crate::register::{LeadFrom, Mark, Modality};

/// A task before its deadline, places and agencies are resolved.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    pub(crate) range: Range<usize>,
    /// Headings above, outermost first.
    pub(crate) path: Vec<Range<usize>>,
    pub(crate) lead: Vec<Name>,
    pub(crate) lead_from: LeadFrom,
    pub(crate) coordinating: Vec<Name>,
    pub(crate) coordinating_mark: Mark,
    pub(crate) modality: Modality,
    /// A label's or cell's deadline words.
    pub(crate) deadline: Option<Range<usize>>,
    pub(crate) deadline_mark: Mark,
    pub(crate) product: Option<Range<usize>>,
    pub(crate) report_to: Option<Range<usize>>,
    /// The row of a table: its deadline stands in its cell or nowhere.
    pub(crate) tabular: bool,
}

/// Reads the drafts of a document in the order of its text.
///
/// `notice` tells that the document concludes a meeting with one addressee: there a subject named once holds for the
/// numbered points after it. `issuer` gives orders here and takes none.
pub(crate) fn drafts(script: &Script<'_>, outline: &Outline<'_>, notice: bool, issuer: Option<&str>) -> Vec<Draft> {
    let issuer = issuer.map(text::canonical);
    let label_lines = LabelLines::new(script, outline);
    let mut reader = Reader {
        notice,
        issuer,
        script,
        outline,
        label_lines: &label_lines,
        drafts: Vec::new(),
        running: None,
        from_point: false,
        path: Vec::new(),
        marked: false,
    };
    let roots: Vec<usize> = (0..outline.nodes.len())
        .filter(|&n| outline.nodes[n].parent.is_none())
        .collect();
    let mut standing = Standing::default();
    reader.siblings(&roots, &mut standing);
    reader.drafts.sort_by_key(|draft| draft.range.start);
    reader.drafts
}

/// What holds for the points below a heading.
#[derive(Debug, Clone, Default)]
struct Standing {
    section: Option<Section>,
    /// Whom the nearest heading or stem names.
    lead: Option<Assignment>,
    /// The deadline a heading sets.
    deadline: Option<Range<usize>>,
    /// Inside an article, outside any section of tasks: clauses state rules unless somebody is told to act.
    article: bool,
}

impl Standing {
    fn reasons(&self) -> bool {
        matches!(self.section, Some(Section::Reasons | Section::Goals))
    }

    fn ordered(&self) -> bool {
        matches!(
            self.section,
            Some(Section::Tasks | Section::Organisation | Section::Funding)
        )
    }
}

struct Reader<'r, 'a> {
    notice: bool,
    issuer: Option<String>,
    script: &'r Script<'a>,
    outline: &'r Outline<'r>,
    label_lines: &'r LabelLines<'r, 'a>,
    drafts: Vec<Draft>,
    /// The lead of the sentence before, for those that only say what is to be done.
    running: Option<Assignment>,
    /// That lead stood in a numbered point: it does not pass to the next point.
    from_point: bool,
    path: Vec<Range<usize>>,
    /// A numbered or lettered paragraph was met: what comes before is preamble.
    marked: bool,
}

/// The labels of the paragraphs that open with one, each read when first asked for.
struct LabelLines<'r, 'a> {
    script: &'r Script<'a>,
    outline: &'r Outline<'r>,
    known: Vec<OnceCell<Option<Vec<Labelled>>>>,
}

impl<'r, 'a> LabelLines<'r, 'a> {
    fn new(script: &'r Script<'a>, outline: &'r Outline<'r>) -> Self {
        Self {
            script,
            outline,
            known: vec![OnceCell::new(); outline.nodes.len()],
        }
    }

    /// The labels of a paragraph that opens with one.
    fn of(&self, node: usize) -> Option<&[Labelled]> {
        self.known[node].get_or_init(|| self.read(node)).as_deref()
    }

    fn read(&self, node: usize) -> Option<Vec<Labelled>> {
        let n = &self.outline.nodes[node];
        if n.table.is_some() || n.zone != Zone::Body {
            return None;
        }
        let first = labels::first_label(self.script, n.body.clone())?;
        if first != n.body.start {
            return None;
        }
        let found = labels::labels(self.script, n.body.clone());
        // "Phân công thực hiện:" over orders heads a section; over names it is a label.
        let empty = found.iter().all(|l| l.value.is_empty());
        let heads = empty && found.iter().any(|l| l.label == Label::Lead) && !self.only_names(&n.children);
        (!heads).then_some(found)
    }

    fn only_names(&self, nodes: &[usize]) -> bool {
        nodes.iter().all(|&child| {
            let child = &self.outline.nodes[child];
            child.children.is_empty() && leading(self.script, child.body.clone()).form == Form::Bare
        })
    }
}

impl<'r> Reader<'r, '_> {
    /// Reads children of one node in order; labels go to the tasks since the last block of labels.
    /// Returns the labels that belong to the parent itself.
    fn siblings(&mut self, nodes: &[usize], standing: &mut Standing) -> Vec<Labelled> {
        let mut own = Vec::new();
        let mut group = self.drafts.len();
        let mut in_labels = false;
        // Points that did not read as orders: a label that names who does them makes them tasks.
        let mut unread: Vec<usize> = Vec::new();
        for &node in nodes {
            let Some(found) = self.label_line(node) else {
                if in_labels {
                    group = self.drafts.len();
                    in_labels = false;
                    unread.clear();
                }
                let before = self.drafts.len();
                self.node(node, standing);
                if before == self.drafts.len() && self.is_point(node) {
                    unread.push(node);
                }
                continue;
            };
            in_labels = true;
            if standing.ordered() && found.iter().any(|l| l.label == Label::Lead) {
                for point in unread.drain(..) {
                    self.push(
                        point,
                        self.outline.nodes[point].body.clone(),
                        Assignment::default(),
                        LeadFrom::None,
                        standing,
                    );
                }
            }
            for labelled in found {
                let value = self.value_with_children(node, labelled);
                if group == self.drafts.len() {
                    own.push(value);
                } else {
                    for draft in group..self.drafts.len() {
                        label_draft(self.script, &mut self.drafts[draft], &value, true);
                    }
                }
            }
            self.orders_below_label(node, standing);
        }
        own
    }

    fn is_point(&self, node: usize) -> bool {
        let n = &self.outline.nodes[node];
        let marked = matches!(
            n.marker,
            Marker::Bullet(_) | Marker::Letter(_) | Marker::Number(..) | Marker::Enclosed(_)
        );
        marked && n.children.is_empty() && n.zone == Zone::Body && !no_order(&self.script.plain[n.body.clone()])
    }

    /// The labels of a paragraph that opens with one.
    fn label_line(&self, node: usize) -> Option<&'r [Labelled]> {
        self.label_lines.of(node)
    }

    /// "Đơn vị chủ trì:" with the names in the list below it.
    fn value_with_children(&self, node: usize, labelled: &Labelled) -> Labelled {
        let children = &self.outline.nodes[node].children;
        let told = labelled.label == Label::Deadline && children.iter().any(|&c| self.order_with_subject(c));
        if !labelled.value.is_empty() || children.is_empty() || told {
            return labelled.clone();
        }
        let start = self.outline.nodes[children[0]].range.start;
        let end = self.outline.nodes[self.outline.last_below(node)].range.end;
        Labelled {
            value: start..end,
            label: labelled.label,
        }
    }

    /// Under "Thời gian thực hiện:" each agency may be told its own day: those are orders.
    fn orders_below_label(&mut self, node: usize, standing: &Standing) {
        for &child in &self.outline.nodes[node].children {
            let body = self.outline.nodes[child].body.clone();
            let found = assignment(self.script, body.clone());
            if matches!(found.form, Form::Subject | Form::Given) && found.verb {
                self.push(child, body, found, LeadFrom::Text, standing);
            }
        }
    }

    fn node(&mut self, node: usize, standing: &mut Standing) {
        let outline = self.outline;
        let n = &outline.nodes[node];
        if let Some((table, columns)) = &n.table {
            if n.zone != Zone::Head {
                self.table(tables::rows(self.script, table, columns));
            }
            return;
        }
        if n.zone != Zone::Body {
            self.running = None;
            return;
        }
        if n.marker.rank() <= Marker::Roman(1).rank() {
            self.running = None;
        }
        self.marked |= !matches!(n.marker, Marker::None | Marker::Stem(_));
        let inner: Vec<usize> = n
            .children
            .iter()
            .copied()
            .filter(|&c| self.label_line(c).is_none())
            .collect();
        if inner.is_empty() {
            self.leaf(node, standing);
        } else {
            self.container(node, standing);
        }
    }

    fn container(&mut self, node: usize, standing: &mut Standing) {
        let n = &self.outline.nodes[node];
        let title = &self.script.plain[n.body.clone()];
        if title.starts_with("kính gửi") || title.ends_with(" điện:") {
            return;
        }
        let mut below = standing.clone();
        let named = heading(self.script, n.body.clone()).filter(|found| !self.issues(found, &n.body));
        // "3. Triển khai các hoạt động …" orders; only an outer heading that begins with a verb heads a section.
        let heads = n.marker.rank() <= Marker::Roman(1).rank() || !begins_with_order(self.script, n.body.clone());
        let heads = section(title).filter(|_| heads);
        match heads {
            Some(section) if named.as_ref().is_none_or(|f| f.form != Form::Bare) => {
                below.section = Some(section);
                below.lead = None;
                below.deadline = None;
                below.article = matches!(n.marker, Marker::Article(_)) && section != Section::Organisation;
            }
            _ if named.is_some() && n.marker.rank() <= Marker::Roman(1).rank() => {
                below.section = Some(Section::Organisation);
            }
            _ => {}
        }
        if matches!(n.marker, Marker::Stem(_)) && announces_tasks(title) && !below.ordered() {
            below.section = Some(Section::Tasks);
        }
        if matches!(n.marker, Marker::Article(_)) && heads.is_none() {
            below.article = true;
            below.lead = None;
        }
        if let Some(named) = named {
            let action = standing.lead.as_ref().is_some_and(|l| l.form == Form::Bare) && named.form == Form::Asked;
            if !action {
                below.lead = Some(named);
            }
        }
        if below.lead.is_some() || !(self.notice && title.starts_with("về ")) {
            self.running = None;
        }
        if self.lists_only(node) {
            let end = self.outline.nodes[self.outline.last_below(node)].range.end;
            self.point(node, n.body.start..end, standing, &[]);
            return;
        }
        let before = self.drafts.len();
        let flat = n
            .children
            .iter()
            .all(|&c| self.outline.nodes[c].marker == Marker::None && self.outline.nodes[c].table.is_none());
        let own_order = flat && self.order_with_subject(node);
        if own_order {
            self.point(node, n.body.clone(), standing, &[]);
            below = standing.clone();
        }
        self.path.push(n.range.clone());
        if standing.lead.is_some() || below.ordered() {
            self.sentences_after_title(node, &below);
        }
        let own = self.siblings(&n.children, &mut below);
        self.path.pop();
        let produced = own_order || self.drafts.len() > before;
        if produced {
            for draft in &mut self.drafts[before..] {
                for labelled in &own {
                    label_draft(self.script, draft, labelled, true);
                }
            }
        } else if heads.is_none()
            && !matches!(
                n.marker,
                Marker::Part(_) | Marker::Chapter(_) | Marker::Section(_) | Marker::Article(_) | Marker::Heading(_)
            )
        {
            let end = if flat {
                n.body.end
            } else {
                self.outline.nodes[self.outline.last_below(node)].range.end
            };
            self.point(node, n.body.start..end, standing, &own);
        }
    }

    /// "Chủ trì triển khai các dự án, bao gồm: - Dự án 1 …": an order whose points only name its parts.
    fn lists_only(&self, node: usize) -> bool {
        let n = &self.outline.nodes[node];
        let opens =
            self.script.written[n.body.clone()].ends_with(':') && begins_with_order(self.script, n.body.clone());
        opens
            && n.children.iter().all(|&child| {
                let child = &self.outline.nodes[child];
                let found = leading(self.script, child.body.clone());
                let listed = matches!(
                    child.marker,
                    Marker::Bullet(_) | Marker::Letter(_) | Marker::Enclosed(_)
                );
                listed
                    && child.children.is_empty()
                    && found.lead.is_empty()
                    && !self.orders(&child.body, &found)
                    && labels::first_label(self.script, child.body.clone()).is_none()
            })
    }

    /// A full order with its subject: plain paragraphs below it are orders of their own or explain it.
    fn order_with_subject(&self, node: usize) -> bool {
        let n = &self.outline.nodes[node];
        if self.script.written[n.body.clone()].ends_with(':') {
            return false;
        }
        let found = leading(self.script, n.body.clone());
        matches!(found.form, Form::Given | Form::Subject) && found.verb && !found.closed
    }

    /// "d) Đẩy mạnh việc điều tra …. Thực hiện việc cấp giấy …": orders in the same paragraph as the title.
    fn sentences_after_title(&mut self, node: usize, standing: &Standing) {
        let n = &self.outline.nodes[node];
        if !matches!(n.marker, Marker::Letter(_) | Marker::Number(..))
            || self.script.written[n.body.clone()].ends_with(':')
        {
            return;
        }
        for sentence in sentences(self.script, n.body.clone()).into_iter().skip(1) {
            self.sentence(node, sentence, standing);
        }
    }

    /// The stem of the issuing act itself: "Ủy ban nhân dân tỉnh ban hành Kế hoạch … như sau:".
    fn issues(&self, found: &Assignment, body: &Range<usize>) -> bool {
        let Some(last) = found.lead.last() else { return false };
        let after = self.script.plain[last.range.end..body.end].trim_start();
        found.form == Form::Subject
            && [
                "ban hành",
                "thông báo",
                "kết luận",
                "quyết định",
                "báo cáo",
                "xây dựng kế hoạch",
                "chỉ đạo như",
                "đề ra",
            ]
            .iter()
            .any(|verb| after.starts_with(verb))
            && (after.contains("như sau") || after.contains("sau đây") || after.contains("sau:"))
    }

    fn leaf(&mut self, node: usize, standing: &Standing) {
        let n = &self.outline.nodes[node];
        let mut own = Vec::new();
        for &child in &n.children {
            let found = self.label_line(child).unwrap_or_default();
            own.extend(found.iter().map(|l| self.value_with_children(child, l)));
        }
        if matches!(n.marker, Marker::None | Marker::Stem(_) | Marker::Heading(_)) && own.is_empty() {
            for sentence in sentences(self.script, n.body.clone()) {
                self.sentence(node, sentence, standing);
            }
        } else {
            self.point(node, n.body.clone(), standing, &own);
        }
        for &child in &n.children {
            self.orders_below_label(child, standing);
        }
    }

    /// A numbered, lettered or bulleted paragraph: one task, or none.
    fn point(&mut self, node: usize, body: Range<usize>, standing: &Standing, own: &[Labelled]) {
        let cut = labels::first_label(self.script, body.clone()).filter(|&at| at > body.start);
        let inline = cut.map_or_else(Vec::new, |at| labels::labels(self.script, at..body.end));
        let content = own.iter().find(|l| l.label == Label::Content).map(|l| l.value.end);
        let words = body.start..cut.unwrap_or(body.end);
        let found = assignment(self.script, words.clone());
        let labelled = own.iter().chain(&inline).any(|l| l.label != Label::Content);
        let Some((found, from)) = self.accepted(node, words.clone(), found, standing, labelled) else {
            return;
        };
        let clauses = if own.is_empty() && inline.is_empty() {
            self.clauses(&words, &found)
        } else {
            Vec::new()
        };
        if clauses.len() > 1 {
            for clause in clauses {
                let found = assignment(self.script, clause.clone());
                self.push(node, clause, found, LeadFrom::Text, standing);
            }
            return;
        }
        let end = content.unwrap_or(words.end).max(words.end);
        let range = self.script.trimmed(words.start..end, &['(', '[']);
        self.push(node, range, found, from, standing);
        if let Some(draft) = self.drafts.last_mut() {
            for labelled in own.iter().chain(&inline) {
                label_draft(self.script, draft, labelled, false);
            }
        }
    }

    /// The subject is the issuing body itself: it tells what it does, nobody is told to act.
    fn is_issuer(&self, found: &Assignment) -> bool {
        let (Some(issuer), [name], Form::Subject) = (&self.issuer, &found.lead[..], found.form) else {
            return false;
        };
        let written = text::canonical(&self.script.written[name.range.clone()]);
        let committee = issuer.starts_with(&COMMITTEES[0]) && COMMITTEES[1..].contains(&written);
        written == *issuer || committee
    }

    /// Whether a point is an order here, and whose.
    fn accepted(
        &mut self,
        node: usize,
        body: Range<usize>,
        found: Assignment,
        standing: &Standing,
        labelled: bool,
    ) -> Option<(Assignment, LeadFrom)> {
        let plain = &self.script.plain[body.clone()];
        if no_order(plain) || plain.len() < 12 || self.is_issuer(&found) {
            return None;
        }
        let bare = standing
            .lead
            .as_ref()
            .filter(|l| l.form == Form::Bare || l.form == Form::Given || l.form == Form::Asked);
        let own = match found.form {
            Form::Given => true,
            Form::Asked => bare.is_none(),
            Form::Subject => found.verb,
            Form::Bare | Form::None => false,
        };
        if standing.reasons() && !(found.form == Form::Given && own) && !labelled {
            return None;
        }
        let marker = self.outline.nodes[node].marker;
        if matches!(marker, Marker::Article(_)) && !own {
            return None;
        }
        if own {
            self.running = Some(found.clone());
            self.from_point = true;
            return Some((found, LeadFrom::Text));
        }
        let orders = self.orders(&body, &found);
        if let Some(lead) = &standing.lead {
            let under_a_name = lead.form == Form::Bare && !noun_first(plain);
            if !(orders || under_a_name || labelled) {
                return None;
            }
            let coordinating = if found.coordinating.is_empty() {
                lead.coordinating.clone()
            } else {
                found.coordinating
            };
            return Some((
                Assignment {
                    coordinating,
                    ..lead.clone()
                },
                LeadFrom::Heading,
            ));
        }
        if found.form == Form::Bare || standing.section == Some(Section::Funding) || !(orders || labelled) {
            return None;
        }
        if !standing.ordered() && !labelled && !self.marked || standing.article && !labelled {
            return None;
        }
        match &self.running {
            Some(running) if !labelled && !self.from_point && self.notice => Some((
                Assignment {
                    coordinating: found.coordinating,
                    ..running.clone()
                },
                LeadFrom::Context,
            )),
            _ => Some((found, LeadFrom::None)),
        }
    }

    /// A sentence of running text.
    fn sentence(&mut self, node: usize, range: Range<usize>, standing: &Standing) {
        let plain = &self.script.plain[range.clone()];
        if no_order(plain) || plain.len() < 20 {
            return;
        }
        if plain.starts_with("trong đó") {
            if let Some(last) = self
                .drafts
                .last_mut()
                .filter(|last| last.range.end <= range.start && range.start - last.range.end < 3)
            {
                last.range.end = range.end;
            }
            return;
        }
        let found = assignment(self.script, range.clone());
        let preamble = !self.marked && !standing.ordered() && standing.lead.is_none();
        let own = match found.form {
            Form::Given => true,
            Form::Asked => !preamble || self.outline.nodes.len() < 40,
            Form::Subject => found.verb && (!preamble || takes_charge(self.script, &found, &range)),
            Form::Bare | Form::None => false,
        };
        if standing.reasons() && found.form != Form::Given || self.issues(&found, &range) || self.is_issuer(&found) {
            return;
        }
        if plain.starts_with("trên đây là") {
            self.from_point = false;
            self.running = Some(found);
            return;
        }
        if own {
            if preamble && plain.ends_with(':') && !plain.contains("giao ") {
                return;
            }
            let clauses = self.clauses(&range, &found);
            self.running = Some(found.clone());
            self.from_point = false;
            if clauses.len() > 1 {
                for clause in clauses {
                    let found = assignment(self.script, clause.clone());
                    self.push(node, clause, found, LeadFrom::Text, standing);
                }
            } else {
                self.push(node, range, found, LeadFrom::Text, standing);
            }
            return;
        }
        if standing.section == Some(Section::Funding) || !self.orders(&range, &found) {
            self.running = None;
            return;
        }
        if let Some(running) = &self.running {
            let found = Assignment {
                coordinating: found.coordinating,
                ..running.clone()
            };
            self.push(node, range, found, LeadFrom::Context, standing);
        } else if let Some(lead) = &standing.lead {
            let found = Assignment {
                coordinating: found.coordinating,
                ..lead.clone()
            };
            self.push(node, range, found, LeadFrom::Heading, standing);
        } else if standing.ordered() && !preamble {
            self.push(node, range, found, LeadFrom::None, standing);
        }
    }

    /// Begins with an order, at once or after a time: "Trong năm 2015, hoàn thành …". `found` is the assignment of the range.
    fn orders(&self, range: &Range<usize>, found: &Assignment) -> bool {
        let at_once = if found.lead.is_empty() {
            found.verb
        } else {
            begins_with_order(self.script, range.clone())
        };
        if at_once {
            return true;
        }
        let plain = &self.script.plain[range.clone()];
        let trouble =
            plain.starts_with("trong quá trình") || plain.starts_with("quá trình") || plain.starts_with("nếu ");
        if trouble && (plain.contains("báo cáo") || plain.contains("phản ánh") || plain.contains("kiến nghị"))
        {
            return true;
        }
        let timed = [
            "trong ",
            "trước ",
            "hằng ",
            "hàng ",
            "định kỳ",
            "từ ",
            "đến ",
            "trên cơ sở",
            "căn cứ",
            "đối với",
            "để ",
            "chậm nhất",
        ]
        .iter()
        .any(|w| plain.starts_with(w))
            || plain.strip_prefix("trước mắt").is_some();
        if !timed {
            return false;
        }
        plain.match_indices([',', ' ']).take(60).any(|(at, sign)| {
            let next = range.start + at + sign.len();
            let rest = self.script.trimmed(next..range.end, &[',']);
            (sign == "," || temporal(&plain[..at])) && begins_with_order(self.script, rest)
        })
    }

    /// Clauses parted by ";" after the names, where they name different leads, each an order of its own.
    fn clauses(&self, range: &Range<usize>, found: &Assignment) -> Vec<Range<usize>> {
        let from = found
            .lead
            .last()
            .map_or(range.start, |name| name.range.end.clamp(range.start, range.end));
        let plain = &self.script.plain[from..range.end];
        if !plain.contains(';') {
            return Vec::new();
        }
        let mut out: Vec<Range<usize>> = Vec::new();
        let mut leads: Vec<String> = Vec::new();
        for piece in plain.split_inclusive(';') {
            let start = piece.as_ptr() as usize - self.script.plain.as_ptr() as usize;
            let from = if out.is_empty() { range.start } else { start };
            let clause = self.script.trimmed(from..start + piece.len(), &[]);
            let found = leading(self.script, clause.clone());
            let own = matches!(found.form, Form::Given | Form::Subject) && found.verb;
            let lead = found
                .lead
                .first()
                .map(|name| self.script.plain[name.range.clone()].to_owned())
                .unwrap_or_default();
            if own && leads.last() != Some(&lead) || out.is_empty() {
                out.push(clause);
                leads.push(lead);
            } else if let Some(last) = out.last_mut() {
                last.end = clause.end;
            }
        }
        let distinct = leads.iter().filter(|l| !l.is_empty()).count();
        if distinct > 1 && distinct == leads.len() {
            out
        } else {
            Vec::new()
        }
    }

    fn push(&mut self, _node: usize, range: Range<usize>, found: Assignment, from: LeadFrom, standing: &Standing) {
        let coordinating_mark = match (found.coordinating.is_empty(), from) {
            (true, _) => Mark::Missing,
            (false, _) if found.coordinating.iter().all(|name| range.contains(&name.range.start)) => Mark::Stated,
            _ => Mark::Inferred,
        };
        self.drafts.push(Draft {
            lead_from: if found.lead.is_empty() { LeadFrom::None } else { from },
            range,
            path: self.path.clone(),
            lead: found.lead,
            coordinating: found.coordinating,
            coordinating_mark,
            modality: found.modality,
            deadline: standing.deadline.clone(),
            deadline_mark: if standing.deadline.is_some() {
                Mark::Inferred
            } else {
                Mark::Missing
            },
            ..Draft::default()
        });
    }

    fn table(&mut self, rows: Vec<TaskRow>) {
        let mut groups: Vec<(Marker, Range<usize>)> = Vec::new();
        for row in rows {
            let Some(task) = row.task.clone() else { continue };
            if row.heading {
                let level = row
                    .ordinal
                    .as_ref()
                    .map_or(Marker::Heading(0), |o| row_level(self.script, o));
                while groups.last().is_some_and(|g| g.0.rank() >= level.rank()) {
                    groups.pop();
                }
                groups.push((level, task));
                continue;
            }
            if self.script.plain[task.clone()].len() < 6 {
                continue;
            }
            let names =
                |range: &Option<Range<usize>>| range.clone().map_or_else(Vec::new, |r| names_in(self.script, r));
            let lead = names(&row.lead);
            let coordinating = names(&row.coordinating);
            let mark = |known: bool| if known { Mark::Stated } else { Mark::Missing };
            let mut path = self.path.clone();
            path.extend(groups.iter().map(|g| g.1.clone()));
            self.drafts.push(Draft {
                range: task,
                path,
                lead_from: if lead.is_empty() {
                    LeadFrom::None
                } else {
                    LeadFrom::Text
                },
                coordinating_mark: mark(!coordinating.is_empty()),
                lead,
                coordinating,
                deadline_mark: mark(row.deadline.is_some()),
                deadline: row.deadline,
                product: row.product,
                report_to: row.report_to,
                tabular: true,
                ..Draft::default()
            });
        }
    }
}

fn row_level(script: &Script<'_>, ordinal: &Range<usize>) -> Marker {
    let written = script.written[ordinal.clone()].trim_end_matches(['.', ')', ' ', '-']);
    if written.is_empty() {
        Marker::Heading(0)
    } else if written.chars().all(|c| matches!(c, 'I' | 'V' | 'X')) {
        Marker::Roman(1)
    } else if written.starts_with(char::is_uppercase) {
        Marker::Capital(1)
    } else if written.starts_with(|c: char| c.is_ascii_digit()) {
        Marker::Number(u8::try_from(written.matches('.').count() + 1).unwrap_or(9), 1)
    } else {
        Marker::Letter(1)
    }
}

/// Gives a label's value to a task: what the task says itself stays, `inferred` tells that the label stands for a group.
fn label_draft(script: &Script<'_>, draft: &mut Draft, labelled: &Labelled, inferred: bool) {
    let value = labelled.value.clone();
    if value.is_empty() {
        return;
    }
    match labelled.label {
        Label::Lead => {
            // The task's own subject wins over the label of its group; a label of its own only confirms it.
            if draft.lead.is_empty() || draft.lead_from != LeadFrom::Text || !inferred && draft.lead.is_empty() {
                draft.lead = names_in(script, value);
                draft.lead_from = LeadFrom::Text;
            }
        }
        Label::Coordinating => {
            draft.coordinating = names_in(script, value);
            draft.coordinating_mark = if inferred { Mark::Inferred } else { Mark::Stated };
        }
        Label::Deadline => {
            draft.deadline = Some(value);
            draft.deadline_mark = if inferred { Mark::Inferred } else { Mark::Stated };
        }
        Label::Product => draft.product = Some(value),
        Label::ReportTo => draft.report_to = Some(value),
        Label::Content => {}
    }
}

/// "… cần tập trung thực hiện tốt một số nhiệm vụ, giải pháp sau đây:" turns an assessment into orders.
fn announces_tasks(stem: &str) -> bool {
    ["nhiệm vụ", "giải pháp", "yêu cầu", "nội dung", "công việc"]
        .iter()
        .any(|word| stem.contains(word))
        && stem.contains(" sau")
        || stem.contains("yêu cầu ") && !stem.contains("theo yêu cầu")
}

/// "Ủy ban nhân dân", and how one that issues a document names itself in it.
static COMMITTEES: LazyLock<[String; 5]> = LazyLock::new(|| {
    [
        "ủy ban nhân dân",
        "ủy ban nhân dân tỉnh",
        "ubnd tỉnh",
        "ủy ban nhân dân thành phố",
        "ubnd thành phố",
    ]
    .map(text::canonical)
});

/// Sentences that close or enact but order nothing: "Nay thông báo …", "… chịu trách nhiệm thi hành Quyết định này".
fn no_order(plain: &str) -> bool {
    const CLOSING: [&str; 9] = [
        "nay thông báo",
        "thông báo để ",
        "thông báo đến các",
        "có hiệu lực",
        "sau đây viết tắt",
        "(sau đây gọi",
        "ban hành kèm theo",
        "chi tiết tại phụ lục",
        "có phụ lục kèm theo",
    ];
    if CLOSING.iter().any(|words| plain.starts_with(words)) {
        return true;
    }
    let tells = plain.contains("thông báo")
        && [
            " thông báo để ",
            "nay thông báo",
            "trân trọng thông báo",
            "xin thông báo",
        ]
        .iter()
        .any(|words| plain.contains(words));
    if tells {
        return true;
    }
    if !plain.contains("chịu trách nhiệm th") {
        return false;
    }
    let Some(at) = plain
        .find("chịu trách nhiệm thi hành")
        .or_else(|| plain.find("chịu trách nhiệm thực hiện"))
    else {
        return false;
    };
    let rest = plain[at..].trim_end_matches(['.', '/', ' ']);
    rest.ends_with(" này") && rest.len() < 90
}

/// Facts about money, time and place that open with a noun are not orders even under an agency's heading.
fn noun_first(plain: &str) -> bool {
    [
        "kinh phí",
        "nguồn kinh phí",
        "thời gian",
        "địa điểm",
        "thành phần",
        "số lượng",
        "tổng số",
        "mục tiêu",
        "chỉ tiêu",
        "việc ",
        "kết quả",
        "năm ",
        "tỷ lệ",
        "phụ lục",
        "đơn vị:",
        "(chi tiết",
        "hiện nay",
        "trong đó",
    ]
    .iter()
    .any(|noun| plain.starts_with(noun))
}

/// "chủ trì", "có trách nhiệm" after the subject: an order even in the preamble.
fn takes_charge(script: &Script<'_>, found: &Assignment, range: &Range<usize>) -> bool {
    let Some(last) = found.lead.last() else { return false };
    let after = script.plain[last.range.end..range.end].trim_start();
    ["chủ trì", "có trách nhiệm", "chịu trách nhiệm"]
        .iter()
        .any(|duty| after.starts_with(duty))
}

fn temporal(before: &str) -> bool {
    before.len() < 60
        && (before.contains("quý ") || before.contains("năm ") || before.contains("tháng ") || before.contains("ngày "))
}
