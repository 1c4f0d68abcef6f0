"""What the team of a demo 8D report writes, by kind of defect."""

from collections import namedtuple

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

Story = namedtuple(
    "Story", "title finding what where is_not occurrence non_detection ruled_out measure"
)
Cause = namedtuple("Cause", "category failure name whys evidence action")
Action = namedtuple("Action", "name hierarchy verification")
Measure = namedtuple("Measure", "name before after unit")

STORIES = {
    "leak": Story(
        title=_lt("Oil leaks at the rod"),
        finding=_lt("The lip of the oil seal is cut at one place, 2 mm long."),
        what=_lt("Seal lip is cut"),
        where=_lt("Upper seal, towards the rod"),
        is_not=_lt("Worn, hardened"),
        occurrence=Cause(
            "machine",
            "production_shaping_forming",
            _lt("Burr at the chamfer of the rod cuts the seal"),
            (
                _lt("The seal is cut when it is pushed over the rod"),
                _lt("The chamfer has a burr of 0.1 mm"),
                _lt("The deburring brush was worn out"),
            ),
            _lt("10 rods with a burr: 9 seals cut; 10 without: none."),
            Action(
                _lt("Mounting sleeve over the chamfer: the seal cannot touch the edge"),
                "error_proof",
                _lt("50 rods with a burr: no seal cut"),
            ),
        ),
        non_detection=Cause(
            "measurement",
            "production_testing",
            _lt("The leak test is too short to see a cut"),
            (
                _lt("The cut opens only after 20 s of pressure"),
                _lt("The test takes 8 s"),
                _lt("The time was taken over from a smaller damper"),
            ),
            _lt("Five cut seals passed at 8 s, none at 25 s."),
            Action(
                _lt("Leak test of 25 s with automatic stop"),
                "detection",
                _lt("20 cut seals: 20 found"),
            ),
        ),
        ruled_out=(
            (_lt("Seal material too soft"), "material"),
            (_lt("Fitted without oil"), "man"),
            (_lt("Dust at the assembly line"), "environment"),
        ),
        measure=Measure(_lt("Leaks in a thousand parts"), 25, 0, "‰"),
    ),
    "noise": Story(
        title=_lt("Knocking noise after 2,000 km"),
        finding=_lt("The bearing of the strut mount has 0.3 mm of play."),
        what=_lt("Knocking when steering and over bumps"),
        where=_lt("Strut mount, bearing seat"),
        is_not=_lt("Rubbing, whistling"),
        occurrence=Cause(
            "method",
            "production_joining",
            _lt("Pressing force of the bearing seat too low"),
            (
                _lt("The bearing moves in its seat"),
                _lt("It was pressed in with 6 kN instead of 9 kN"),
                _lt("The press kept the setting of the part before"),
            ),
            _lt("20 mounts at 6 kN: 14 with play; 20 at 9 kN: none."),
            Action(
                _lt("Press reads its setting from the bar code of the order"),
                "error_proof",
                _lt("30 changes of product: right setting each time"),
            ),
        ),
        non_detection=Cause(
            "measurement",
            "production_testing",
            _lt("Play of the bearing is not measured at the end of the line"),
            (
                _lt("Mounts with play pass the final inspection"),
                _lt("Only the torque is measured"),
                _lt("Play was not in the control plan"),
            ),
            _lt("Ten mounts with play: all passed the inspection of then."),
            Action(
                _lt("Gauge for play with automatic reject"),
                "detection",
                _lt("25 mounts with play: 25 rejected"),
            ),
        ),
        ruled_out=(
            (_lt("Bearing out of tolerance"), "material"),
            (_lt("Wrong assembly by hand"), "man"),
        ),
        measure=Measure(_lt("Mounts with play in a thousand"), 8, 0, "‰"),
    ),
    "surf": Story(
        title=_lt("Paint flakes off the outer tube"),
        finding=_lt("No phosphate layer below the paint at the weld seam."),
        what=_lt("Paint flakes, rust below"),
        where=_lt("Weld seam of the spring seat"),
        is_not=_lt("Scratches, dull paint"),
        occurrence=Cause(
            "material",
            "production_cleaning",
            _lt("Welding oil is not washed off before painting"),
            (
                _lt("The phosphate does not hold on oil"),
                _lt("The washing bath was at 38 °C instead of 55 °C"),
                _lt("One of three heaters had failed"),
            ),
            _lt("Cross cut after washing at 38 °C: class 4; at 55 °C: class 0."),
            Action(
                _lt("Line stops when the bath is below 50 °C"),
                "error_proof",
                _lt("Three trials with a heater off: line stopped"),
            ),
        ),
        non_detection=Cause(
            "method",
            "production_testing",
            _lt("Adhesion is tested on flat sheets only"),
            (
                _lt("Nobody looks at the weld seam"),
                _lt("The test sheet has no seam"),
                _lt("The standard speaks of sheets only"),
            ),
            _lt("Sheets of the bad lot: class 0; tubes of the same day: class 4."),
            Action(
                _lt("Cross cut on the seam of one tube of each shift"),
                "detection",
                _lt("Bad lot found within the shift"),
            ),
        ),
        ruled_out=(
            (_lt("Paint of a new supplier"), "material"),
            (_lt("Damp air in the paint shop"), "environment"),
        ),
        measure=Measure(_lt("Tubes with flaking paint in a thousand"), 14, 1, "‰"),
    ),
    "crack": Story(
        title=_lt("Rubber bushings are cracked"),
        finding=_lt("Cracks start at the parting line of the mould."),
        what=_lt("Cracks of 3 to 8 mm"),
        where=_lt("Outer edge, along the parting line"),
        is_not=_lt("Cracks all over, hard rubber"),
        occurrence=Cause(
            "machine",
            "production_maintenance",
            _lt("Worn mould leaves a sharp ridge that tears"),
            (
                _lt("Each crack starts at a ridge"),
                _lt("The two halves of the mould do not close"),
                _lt("The guide pins have been worn since spring"),
            ),
            _lt("Endurance test: old mould 40,000 cycles, repaired one 210,000."),
            Action(
                _lt("New guide pins, and a counter that locks the mould after 50,000 shots"),
                "engineering",
                _lt("Counter locks at 50,000 in the trial"),
            ),
        ),
        non_detection=Cause(
            "measurement",
            "production_testing",
            _lt("The ridge cannot be seen with the naked eye"),
            (
                _lt("Inspection passes ridges of 0.2 mm"),
                _lt("There is no limit sample"),
                _lt("The drawing says “free of burrs” only"),
            ),
            _lt("Of 30 bad bushings the inspectors found 4."),
            Action(
                _lt("Limit sample and gauge of 0.1 mm at the press"),
                "detection",
                _lt("Of 30 bad bushings 30 were found"),
            ),
        ),
        ruled_out=(
            (_lt("Rubber compound stored too long"), "material"),
            (_lt("Vulcanised too short"), "method"),
        ),
        measure=Measure(_lt("Cracked bushings in a thousand"), 11, 0, "‰"),
    ),
    "wrong": Story(
        title=_lt("Bearings of the wrong type in the assembly"),
        finding=_lt("Bearing 51-07 was fitted instead of 51-08."),
        what=_lt("Bearing 1 mm too low"),
        where=_lt("Strut mount"),
        is_not=_lt("Damaged bearing"),
        occurrence=Cause(
            "method",
            "logistics_marking_and_labelling",
            _lt("Two bearings that look alike lie side by side"),
            (
                _lt("The picker took the bin next to it"),
                _lt("Both bins have the same colour"),
                _lt("Bins are coloured by supplier, not by part"),
            ),
            _lt("Picking trial: 3 of 50 wrong; with a scanner none."),
            Action(
                _lt("Scanner at the bin: the lid opens for the right part only"),
                "error_proof",
                _lt("200 picks: none wrong"),
            ),
        ),
        non_detection=Cause(
            "measurement",
            "production_assembling",
            _lt("The height of the mount is not measured after assembly"),
            (
                _lt("A mount 1 mm too low passes"),
                _lt("The gauge accepts 2 mm"),
                _lt("The gauge was made for another type"),
            ),
            _lt("Gauge: both bearings pass."),
            Action(
                _lt("Height gauge per type, with a camera"),
                "detection",
                _lt("20 wrong mounts: 20 found"),
            ),
        ),
        ruled_out=(
            (_lt("New worker not instructed"), "man"),
            (_lt("Wrong label of the supplier"), "material"),
        ),
        measure=Measure(_lt("Wrong bearings in ten thousand"), 6, 0, "‱"),
    ),
    "dim": Story(
        title=_lt("Oil seals with cut lips"),
        finding=_lt("Lips are cut by the knife of the trimming tool."),
        what=_lt("Cut lip, 1 to 3 mm"),
        where=_lt("Inner lip, always at the injection point"),
        is_not=_lt("Lip torn at random"),
        occurrence=Cause(
            "machine",
            "production_chipping_cutting",
            _lt("Trimming knife is set by eye"),
            (
                _lt("The knife touches the lip"),
                _lt("It was set 0.2 mm too deep"),
                _lt("There is no stop"),
            ),
            _lt("Knife 0.2 mm deeper: 30 of 30 lips cut."),
            Action(
                _lt("Fixed stop for the knife, sealed"), "error_proof", _lt("1,000 seals: none cut")
            ),
        ),
        non_detection=Cause(
            "method",
            "production_testing",
            _lt("The supplier inspects eight seals of a lot of 5,000"),
            (
                _lt("Cut lips leave the supplier"),
                _lt("Eight of 5,000 find one in fifty"),
                _lt("The plan was never agreed with us"),
            ),
            _lt("Lot with 12 cut lips: sample of eight found none."),
            Action(_lt("Camera inspects every lip"), "detection", _lt("12 of 12 cut lips found")),
        ),
        ruled_out=(
            (_lt("Rubber too soft"), "material"),
            (_lt("Damaged on the way"), "environment"),
        ),
        measure=Measure(_lt("Cut lips in a thousand"), 9, 0, "‰"),
    ),
}
# Why the system let it happen and let it pass: the same everywhere in the house.
SYSTEM_CAUSES = {
    "occurrence": Cause(
        "method",
        "production_maintenance",
        _lt("No life of wearing tools in the maintenance plan"),
        (
            _lt("The tool was used for 9 months"),
            _lt("Nobody is told to change it"),
            _lt("Tools that wear are not in the plan"),
        ),
        _lt("Maintenance plan of last year, with the tool in the picture."),
        Action(
            _lt("Life of all wearing tools in the maintenance plan"),
            "procedure",
            _lt("Tool is asked for after 3 months"),
        ),
    ),
    "non_detection": Cause(
        "method",
        "development_verifying_and_validating",
        _lt("Test plans are copied without being released anew"),
        (
            _lt("The plan of the new part was a copy"),
            _lt("A copy needs no release"),
            _lt("The procedure knows only new plans"),
        ),
        _lt("Three of eight plans looked at are copies."),
        Action(
            _lt("Copied test plans need a release in the system"),
            "engineering",
            _lt("Tried with two plans"),
        ),
    ),
}
