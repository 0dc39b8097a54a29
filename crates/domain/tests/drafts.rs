//! Deciding on drafts: what must be answered before a draft can be issued, merging, splitting.

use domain::deadline::{Basis, Deadline, ReviewCycle};
use domain::draft::{Draft, DraftDeadline, Named, Open, Verdict};
use domain::id::{AgencyId, FileId, ImportId};
use domain::import::{Decision, Identity, Import, NotDecided, Stage};
use domain::task::Measure;
use jiff::civil::date;
use uuid::Uuid;

fn named(written: &str, agency: Option<u128>) -> Named {
    let agency = agency.map(|id| AgencyId(Uuid::from_u128(id)));
    Named {
        written: written.into(),
        agency,
        then: None,
        today: Vec::new(),
        group: false,
        members: Vec::new(),
    }
}

fn ready(number: u32, text: &str) -> Draft {
    Draft {
        leads: vec![named("Công an tỉnh", Some(1))],
        deadline: DraftDeadline::Set {
            deadline: Deadline::on(date(2026, 12, 31), None, date(2026, 1, 1), Basis::Directive),
        },
        measure: Some(Measure::Product {
            product: "Kế hoạch".into(),
        }),
        ..Draft::new(number, text.into())
    }
}

fn import(drafts: Vec<Draft>) -> Import {
    Import {
        id: ImportId(Uuid::nil()),
        version: 1,
        name: "ke-hoach.docx".into(),
        taken_on: date(2026, 1, 1),
        original: FileId(Uuid::nil()),
        text: None,
        identity: Identity::default(),
        links: Vec::new(),
        next_number: u32::try_from(drafts.len()).expect("few") + 1,
        drafts,
        notes: Vec::new(),
        tracker: None,
        stage: Stage::Open,
    }
}

#[test]
fn a_missing_lead_or_measure_must_be_decided_first() {
    let mut import = import(vec![Draft::new(1, "Tăng cường tuần tra".into())]);
    let open = import.draft(1).expect("there").open_questions();
    assert_eq!(open, [Open::Lead, Open::Deadline, Open::Measure]);
    assert_eq!(import.decide(1, Decision::Accept), Err(NotDecided::OpenQuestions));
    assert_eq!(import.decide(1, Decision::Drop), Ok(()), "dropping asks nothing");
}

#[test]
fn standing_work_is_an_answer_that_asks_for_a_cycle() {
    let mut draft = ready(1, "Tuần tra, kiểm soát");
    draft.deadline = DraftDeadline::NeedsCycle {
        words: "thường xuyên".into(),
    };
    assert_eq!(draft.open_questions(), [Open::ReviewCycle]);
    draft.deadline = draft
        .deadline
        .with_cycle(ReviewCycle::Month, date(2026, 2, 3), Basis::Directive);
    assert!(draft.is_ready());
    assert_eq!(
        draft.deadline.deadline().and_then(|deadline| deadline.words.as_deref()),
        Some("thường xuyên")
    );
}

#[test]
fn several_leads_have_to_be_meant() {
    let mut draft = ready(1, "Củng cố tiềm lực");
    draft.leads.push(named("Bộ Chỉ huy Quân sự tỉnh", Some(2)));
    assert_eq!(draft.open_questions(), [Open::JointLead]);
    draft.joint_is_meant = true;
    assert!(draft.is_ready());
}

#[test]
fn a_name_that_no_agency_answers_to_is_a_question() {
    let mut draft = ready(1, "Rà soát");
    draft.leads = vec![named("Ban Gì đó", None)];
    assert_eq!(draft.open_questions(), [Open::UnknownLead]);
}

#[test]
fn merging_keeps_the_words_of_both_and_fills_gaps() {
    let mut second = ready(2, "báo cáo trước ngày 31/12/2026.");
    second.coordinating = vec![named("Sở Tài chính", Some(3))];
    let mut first = Draft::new(1, "Lập danh sách,".into());
    first.leads = vec![named("Công an tỉnh", Some(1))];
    let mut import = import(vec![first, second]);
    import.decide(1, Decision::MergeWithNext).expect("merged");
    assert_eq!(import.drafts.len(), 1);
    let merged = import.draft(1).expect("there");
    assert_eq!(merged.text, "Lập danh sách, báo cáo trước ngày 31/12/2026.");
    assert!(merged.is_ready() && merged.coordinating.len() == 1);
    assert_eq!(import.decide(1, Decision::MergeWithNext), Err(NotDecided::NothingAfter));
}

#[test]
fn splitting_gives_two_that_are_decided_on_anew() {
    let text = "Rà soát tụ điểm; lập phương án chuyển hóa";
    let mut import = import(vec![Draft {
        verdict: Verdict::Accepted,
        ..ready(1, text)
    }]);
    let at = text.find("lập").expect("there");
    import.decide(1, Decision::SplitAt(at)).expect("split");
    let texts: Vec<&str> = import.drafts.iter().map(|draft| draft.text.as_str()).collect();
    assert_eq!(texts, ["Rà soát tụ điểm;", "lập phương án chuyển hóa"]);
    assert!(
        import
            .drafts
            .iter()
            .all(|draft| draft.verdict == Verdict::Pending && draft.quote.as_deref() == Some(text))
    );
    assert_eq!(
        import.decide(2, Decision::SplitAt(2)),
        Err(NotDecided::CannotCut),
        "a byte inside a letter"
    );
}

#[test]
fn an_edit_that_opens_a_question_takes_the_acceptance_back() {
    let mut import = import(vec![Draft {
        verdict: Verdict::Accepted,
        ..ready(1, "Rà soát")
    }]);
    let edited = Draft {
        leads: Vec::new(),
        ..ready(1, "Rà soát lại")
    };
    import.decide(1, Decision::Edit(Box::new(edited))).expect("edited");
    let draft = import.draft(1).expect("there");
    assert_eq!(
        (draft.verdict, draft.quote.as_deref()),
        (Verdict::Pending, Some("Rà soát"))
    );
}

#[test]
fn nothing_is_decided_on_a_closed_import() {
    let mut import = Import {
        stage: Stage::Abandoned,
        ..import(vec![ready(1, "Rà soát")])
    };
    assert_eq!(import.decide(1, Decision::Accept), Err(NotDecided::Closed));
}

#[test]
fn the_next_question_goes_round() {
    let mut import = import(vec![ready(1, "a"), ready(2, "b"), ready(3, "c")]);
    import.decide(2, Decision::Accept).expect("accepted");
    assert_eq!(import.next_pending(1), Some(3));
    assert_eq!(import.next_pending(3), Some(1));
}
